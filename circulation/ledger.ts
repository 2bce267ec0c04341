import type { ItemStatus } from './item.ts'
import type { Hold, Loan } from './loan.ts'
import type { EntryId, Transaction } from './transaction.ts'

/** A transaction with what the entry around it says: which, when, where. */
export interface Recorded {
  readonly id: EntryId
  /** Instant, UTC. */
  readonly at: string
  readonly branch: string
  readonly stopId?: string
  readonly transaction: Transaction
}

/**
 * What this station's pending transactions change over the register's word; what is not in here, the register says. Barcodes are keys in
 * upper case.
 */
export interface Ledger {
  /** `null`: returned here. */
  readonly loans: ReadonlyMap<string, Loan | null>
  /** Renewals of loans that only the register knows. */
  readonly renewals: ReadonlyMap<string, PendingRenewal>
  /** `null`: filled by a loan here. */
  readonly holds: ReadonlyMap<string, Hold | null>
  /** `ok`: it was in somebody's hands here, so it is neither lost nor missing. */
  readonly statuses: ReadonlyMap<string, ItemStatus>
  /** Cents taken here, by patron. */
  readonly payments: ReadonlyMap<string, number>
  /** Tags still to be switched: whether the gate shall alarm for the item. */
  readonly securityJobs: ReadonlyMap<string, boolean>
}

export interface PendingRenewal {
  readonly patronId: string
  readonly dueOn: string
  readonly times: number
}

export const emptyLedger: Ledger = {
  loans: new Map(),
  renewals: new Map(),
  holds: new Map(),
  statuses: new Map(),
  payments: new Map(),
  securityJobs: new Map(),
}

/** What the register says of a hold; undefined where it knows none. */
export type KnownHold = (holdId: string) => Hold | undefined

const pending = 'pending:'

/** The id of a hold asked for here, which the library system has not numbered yet. */
export function pendingHoldId(key: string): string {
  return pending + key
}

export function isPendingHold(hold: Hold): boolean {
  return hold.holdId.startsWith(pending)
}
