import type { ConflictKind } from './conflict-kinds.ts'
import type { RightNumber } from './transaction.ts'

/** What became of a transaction in the library system. Every transaction ends in exactly one. */
export type Outcome = WhatBecame & {
  /** The person's answer that made it so; where it still waits, the last one given (look for it). */
  readonly answered?: AnsweredBy
}

/** Which answer was carried out. */
export interface AnsweredBy {
  /** `entryKey` of the answer. */
  readonly entry: string
  readonly choice: ReplayChoice
  readonly right?: RightNumber
}

type WhatBecame =
  | { readonly kind: 'applied'; readonly inferred?: true }
  | { readonly kind: 'applied-with-note'; readonly notes: readonly OutcomeNote[]; readonly inferred?: true }
  | { readonly kind: 'already-applied' }
  /** `inferred`, here and above: it rests on what looks at the library system suggest, not on what that told. */
  | { readonly kind: 'history-only'; readonly notes: readonly OutcomeNote[]; readonly inferred?: true }
  | {
      readonly kind: 'needs-person'
      readonly question: ReplayQuestion
      readonly choices: readonly ReplayChoice[]
      readonly where: 'here' | 'office'
      /** Of `confirm`: what the recommended choice would do that a person is to agree to. */
      readonly about?: readonly ConflictKind[]
      /** Of a payment: what the patron owed by the library system when this was asked, in cents. */
      readonly owedCents?: number
      /** Not asked yet: other stations' journals may answer it. The latest instant at which it is asked all the same. */
      readonly closedUntil?: string
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
    /** The hold that the book was put aside for at the desk is over, and nobody else waits for it. */
    | 'hold-gone'
    | 'found-again'
    | 'card-replaced'
    | 'block-newer-than-register'
    | 'due-date-differs'
    /** It is due earlier than the desk said: the patron must be told. */
    | 'promise-broken'
    | 'fee-reversed'
    | 'erased-before-upload'
    | 'renewal-void'
    /** The loan that it ended may be a later one to the same patron, due on the same day: the library system shows both alike. */
    | 'loan-may-be-newer'
    | 'moved'
    /** The library system reckons the fee to the day of writing: somebody may owe too much. */
    | 'fee-to-check'
    /** The queue was settled by what stood at the day of writing. */
    | 'holds-to-check'
    /** The library system has the hold from the day of writing. */
    | 'hold-asked-late'
    /** The library system keeps the branch that was written first. */
    | 'branch-differs'
    /** A loan that is over could not be written down. */
    | 'loan-not-recorded'
    | 'written-off'
    | 'left-as-is'
    /** Somebody put it right in the library system itself. */
    | 'entered-by-hand'
    | 'decided-meanwhile'
    | 'item-added'
    /** It was left in Koha's own file too: somebody may have carried it out by hand. */
    | 'in-koc-file'
    /** Somebody looks for it: so it stands in the library system now, or it has to be marked there by hand. */
    | 'marked-missing'
    | 'marked-claimed'
    | 'mark-by-hand'
    /** The library system keeps a trace of what was taken back. */
    | 'trace-stays'
  readonly holdNumber?: string
  readonly barcode?: string
  readonly dueOn?: string
  /** Whose account it concerns, where that is not the patron of the transaction. */
  readonly patronId?: string
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
  /** More was paid than the library system says is owed. */
  | 'payment-over'
  /** The library system did not say whether it took the payment: it is not sent again without a person's look. */
  | 'payment-unclear'
  /** It does not take the payment, or takes none by this way: it is entered by hand. */
  | 'payment-refused'
  /** Less is owed than when somebody was asked about it: it may have been entered by hand meanwhile. */
  | 'payment-seems-made'
  /** It is kept for somebody else, and the library system lends it to nobody else. */
  | 'kept-for-another'
  /** A renewal of what the library system has declared lost. */
  | 'declared-lost'
  | 'confirm'

const moneyQuestions: readonly ReplayQuestion[] = ['payment-over', 'payment-unclear', 'payment-refused', 'payment-seems-made']

/** Whether it is about money: each such question is looked at and answered by itself. */
export function isAboutMoney(question: ReplayQuestion): boolean {
  return moneyQuestions.includes(question)
}

export type ReplayChoice =
  | 'look-for-it'
  | 'lend-to-patron'
  | 'keep-newer-loan'
  | 'take-back'
  /** As it stood before what was taken back, as far as the library system can: on the earlier loan, or where it lay. */
  | 'as-before'
  /** It has been put right in the library system itself, where that takes it from the hub in no way. */
  | 'done-by-hand'
  | 'quick-add'
  | 'correct-barcode'
  | 'correct-card'
  | 'write-off'
  | 'try-again'
  | 'lend-anyway'
  | 'leave-as-is'
  | 'as-recommended'
