import type { Hold, Loan } from './loan.ts'
import type { RefusalCode } from './refusals.ts'
import type { Destination } from './transaction.ts'

/** A due date with the reason it is that day (said beside the date). */
export interface DueDate {
  readonly dueOn: string
  readonly because: 'period' | 'next-visit' | 'open-day' | 'card-expiry'
}

/** What to do with an item scanned while a patron is open. */
export type CheckoutDecision =
  | { readonly kind: 'lend'; readonly due: DueDate; readonly fillsHold?: Hold; readonly provisional: boolean }
  /** Lent in this very visit: confirm, record nothing. */
  | { readonly kind: 'already-lent'; readonly loan: Loan }
  /** The patron's own loan since an earlier visit: ask, returning is the default. */
  | { readonly kind: 'own-loan'; readonly loan: Loan }
  /** On somebody else's loan: take it back first, then ask whether the open patron wants it. */
  | { readonly kind: 'foreign-loan'; readonly loan: Loan }
  /** Staff may override: every reason still open, the patron's first. */
  | { readonly kind: 'ask'; readonly codes: readonly RefusalCode[]; readonly hold?: Hold }
  /** Nobody may. */
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly ageLimit?: number }

/** What to do with an item that comes back. There is no refusal: it is here. */
export interface CheckinDecision {
  readonly loan?: Loan
  readonly destination: Destination
  readonly provisional: boolean
  /** The due date had passed, in whole days; 0 where it had not. */
  readonly daysOverdue: number
}

export type RenewalDecision =
  | { readonly kind: 'renew'; readonly due: DueDate }
  | { readonly kind: 'ask'; readonly codes: readonly RefusalCode[] }
  | { readonly kind: 'refuse'; readonly code: RefusalCode }
