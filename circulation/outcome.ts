import type { ConflictKind } from './conflict-kinds.ts'

/** What became of a transaction in the library system. Every transaction ends in exactly one. */
export type Outcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'applied-with-note'; readonly notes: readonly OutcomeNote[] }
  | { readonly kind: 'already-applied' }
  | { readonly kind: 'history-only'; readonly notes: readonly OutcomeNote[] }
  | {
      readonly kind: 'needs-person'
      readonly question: ReplayQuestion
      readonly choices: readonly ReplayChoice[]
      readonly where: 'here' | 'office'
      /** Of `confirm`: what the recommended choice would do that a person is to agree to. */
      readonly about?: readonly ConflictKind[]
    }
  | { readonly kind: 'refused'; readonly code: string }

/** What the desk or the office should know, though nothing waits for it. i18n `note.<code>`. */
export interface OutcomeNote {
  readonly code:
    | 'was-not-on-loan'
    | 'newer-loan-kept'
    | 'taken-from-earlier-loan'
    | 'hold-caught'
    | 'hold-filled'
    | 'hold-put-back'
    | 'found-again'
    | 'card-replaced'
    | 'block-newer-than-register'
    | 'due-date-differs'
    | 'fee-reversed'
    | 'erased-before-upload'
    | 'renewal-void'
    | 'moved'
  readonly holdNumber?: string
  readonly barcode?: string
  readonly dueOn?: string
}

/** Why a person must decide. i18n `question.<code>`. */
export type ReplayQuestion =
  | 'unknown-item'
  | 'unknown-patron'
  | 'order-unclear'
  | 'unreadable'
  | 'item-withdrawn'
  | 'not-for-loan'
  | 'age-limit-overlooked'
  | 'undo-not-exact'
  | 'fork'
  | 'system-error'
  | 'hold-refused'
  | 'confirm'

export type ReplayChoice =
  | 'look-for-it'
  | 'lend-to-patron'
  | 'keep-newer-loan'
  | 'take-back'
  | 'quick-add'
  | 'correct-barcode'
  | 'correct-card'
  | 'write-off'
  | 'try-again'
  | 'lend-anyway'
  | 'leave-as-is'
  | 'as-recommended'
