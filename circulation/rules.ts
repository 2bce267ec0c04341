/** A library's rules as data. The newest set whose `validFrom` is not after the day applies. */
export interface RuleBook {
  readonly name: string
  readonly zone: string
  readonly sets: readonly RuleSet[]
  /** True where no rules came with the data and a default is assumed: the desk says so. */
  readonly assumed?: boolean
}

export interface RuleSet {
  readonly validFrom: string
  /** First match wins; the last one should match everything. */
  readonly loanRules: readonly LoanRule[]
  /** Lending stops at this sum of unpaid fees, in cents. */
  readonly feeBlockCents: number
  /** Whether fees of that height also stop renewals (Finna does, Koha's staff screen does not). */
  readonly feesBlockRenewals: boolean
  readonly maxLoans?: number
  /** Categories whose cards may not take films, games or programs (day-care and school groups). */
  readonly groupCategories: readonly string[]
  /** Item types that a group card may not take. */
  readonly notForGroups: readonly string[]
  /** Due dates move to the stop's first visit at or after the period's end, at most this many days later; where it has none, they stay. */
  readonly stretchToVisitDays: number
  /** Whether a card that expires within the period shortens it. */
  readonly dueNeverAfterCardExpiry: boolean
}

export interface LoanRule {
  readonly itemType?: string
  readonly category?: string
  readonly branchKind?: 'library' | 'bookmobile'
  readonly days: number
  readonly renewals: number
  /** At most this many loans of this item type for one patron. */
  readonly maxOfType?: number
}
