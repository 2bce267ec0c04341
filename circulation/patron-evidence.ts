import type { Hold, Loan } from './loan.ts'
import type { Patron, PatronBlock } from './patron.ts'

/** What a library system knows of one patron at the moment of asking. */
export interface PatronEvidence {
  readonly patron?: Patron
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
  /** Since when a block stands, where the system tells. */
  readonly blockedSince?: readonly { readonly block: PatronBlock; readonly at: string }[]
  /** All that a system without times can tell; `loans` and `holds` are empty then because nobody knows. */
  readonly seen?: PatronSeen
}

/** A patron's lists in a system that tells no times. What it does not tell is absent. */
export interface PatronSeen {
  /** Barcodes on loan. */
  readonly items?: readonly string[]
  /** Barcodes that lie ready. */
  readonly ready?: readonly string[]
  /** How many holds. */
  readonly holds?: number
  readonly feesCents?: number
}
