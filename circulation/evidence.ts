import type { Item, ItemStatus } from './item.ts'
import type { Hold, Loan } from './loan.ts'
import type { ToldLoans } from './told-loans.ts'
import type { EntryId } from './transaction.ts'

export type { PatronEvidence, PatronSeen } from './patron-evidence.ts'

/** What a library system knows of one item at the moment of asking. */
export interface ItemEvidence {
  readonly item?: Item
  readonly loan?: Loan
  /** Active holds on its title that this copy satisfies, in queue order, including one caught with it. */
  readonly holds: readonly Hold[]
  /** Branch where it was last seen. */
  readonly place?: string
  /** Every scan the system knows of this item, oldest first. */
  readonly scans: readonly KnownScan[]
  /** Loans that have ended, oldest first, where the system tells. */
  readonly pastLoans: readonly PastLoan[]
  /** Fees that stand because of this item. */
  readonly fees: readonly Fee[]
  readonly renewals: readonly KnownRenewal[]
  /** How things stood before each write that the hub made under a mark, oldest first. */
  readonly priors: readonly PriorState[]
  /** Who had it and when was worked out from looks at the system; it did not tell. */
  readonly inferred?: boolean
  /** All that a system without times can tell: how the item stands now. The lists beside it are empty then because nobody knows. */
  readonly seen?: ItemSeen
  /** Its loans as such a system dates them, where it tells also those that are over. */
  readonly told?: ToldLoans
}

/** How an item stands in a system that tells no times. What it does not tell is absent. */
export interface ItemSeen {
  readonly status:
    | 'in-house'
    | 'on-loan'
    | 'ready'
    | 'in-transit'
    | 'lost'
    | 'missing'
    | 'claims-returned'
    | 'not-lendable'
    | 'unsaid'
  /** Of a loan, `YYYY-MM-DD`. */
  readonly dueOn?: string
  /** Branch where it was last seen. */
  readonly place?: string
  /** Instant at which the loan began, where the system tells: a better bound than any look. */
  readonly since?: string
  /** Instant at which that loan was last renewed, where the system tells. */
  readonly renewedAt?: string
  /** Instant at which the last loan that is over ended, where the system tells. */
  readonly lastEnd?: string
  /** Who has it, where the item or that patron's list tells. */
  readonly patronId?: string
  /** Patrons on whose lists it was not. */
  readonly notWith?: readonly string[]
  /** How many wait for it. */
  readonly holds?: number
}

/** A physical scan: the item was in that place then, and after a checkout it left with the patron. */
export interface KnownScan {
  readonly kind: 'checkout' | 'checkin'
  readonly patronId?: string
  readonly branch: string
  readonly at: string
  /** Half-width of the interval the true time lies in. */
  readonly uncertaintyMs: number
  /** Where more is known by now of the true time than when it was written down, or it was put elsewhere: `at` stays, the order goes by this. Milliseconds since 1970. */
  readonly within?: { readonly from: number; readonly to: number }
  /** Station and sequence, where a journal told it: inside one station the sequence orders. */
  readonly entry?: EntryId
  /** Of a checkout: the hold of somebody else to whom it is taken. */
  readonly fills?: string
  /** The mark it was written under, where the hub did it. */
  readonly mark?: string
  /** Scans that it came after, and before, by a person's word: their `scanKey`. */
  readonly after?: readonly string[]
  readonly before?: readonly string[]
  /** Known from a journal, but the library system has not learnt of it: `next` will be replayed in its turn, `waiting` waits for a person. */
  readonly unsent?: 'next' | 'waiting'
  /** Nobody told: two looks at the system differ, so it was between them. */
  readonly inferred?: true
  /** Inferred, but what was seen may as well have come about without it. */
  readonly possible?: true
}

/** A loan that is over. */
export interface PastLoan extends Loan {
  /** Instant at which the item was back (or known to be elsewhere), UTC. */
  readonly endedAt: string
  /** Branch where that happened. */
  readonly endedAtBranch: string
  /** The mark of the write that ended it, where the hub did it. */
  readonly endedBy?: string
  /** Overdue fee that stands for it, in cents. */
  readonly feeCents?: number
  /** Nothing is owed for what came after this instant, where that is before the end: nobody pays for a clock that was unsure. */
  readonly chargedUntil?: string
}

export interface Fee {
  readonly feeId: string
  readonly patronId: string
  readonly why: 'overdue' | 'lost' | 'hold-expired'
  readonly cents: number
  readonly at: string
  /** Of an expiry: the hold as it stood until then. */
  readonly hold?: Hold
}

/** A claim: it moves no book. */
export interface KnownRenewal {
  readonly patronId: string
  readonly at: string
  readonly dueOn: string
  readonly dueBefore: string
  /** The mark it was written under, where the system tells. */
  readonly mark?: string
}

export interface PriorState {
  readonly mark: string
  readonly loan?: Loan
  readonly status?: ItemStatus
  readonly place?: string
  /** The loans that had ended by then, where the write changed them. */
  readonly pastLoans?: readonly PastLoan[]
  /** The fees that stood, where the write dropped any. */
  readonly fees?: readonly Fee[]
  /** The holds that the write changed, as they were. */
  readonly holds: readonly Hold[]
  /** Those of them that it ended because of what it knew: filled, or their patron had one already. What becomes known later may show otherwise. */
  readonly ended?: readonly string[]
  /** Holds that it put into the queue, new or again. */
  readonly opened?: readonly string[]
}

/** A write in the library system's own terms; every instant is the scan's, never the server's. */
export type Action =
  /** Ends the open loan, with the fee due at that instant and none after. `full`: as a return at the desk (place, and the rest that a return does). */
  | {
      readonly kind: 'end-loan'
      readonly barcode: string
      /** Whose loan it must be: a system that finds another's rejects. Absent only where the system tells nobody whose it is. */
      readonly patronId?: string
      readonly at: string
      readonly branch: string
      readonly full: boolean
      /** The earliest instant at which it may have been: where clocks were unsure the patron is favoured. `at` if not given. */
      readonly feeUntil?: string
      /** The latest instant at which it may have been: what was renewed until then counts. `at` if not given. */
      readonly renewedUntil?: string
    }
  /** A return of something that was not on loan, or that is declared lost. */
  | {
      readonly kind: 'take-in'
      readonly barcode: string
      readonly at: string
      readonly branch: string
      /** As of a loan's end, for the loan that a system keeps open on what is declared lost. */
      readonly feeUntil?: string
    }
  | {
      readonly kind: 'begin-loan'
      readonly barcode: string
      readonly patronId: string
      readonly at: string
      readonly dueOn: string
      /** What was promised at the desk, where renewals since then have made it later. */
      readonly promisedOn?: string
      readonly branch: string
      readonly visitId?: string
    }
  | {
      readonly kind: 'renew-loan'
      readonly barcode: string
      readonly patronId: string
      readonly dueOn: string
      /** What was promised at the desk, where the loan was due later already. */
      readonly promisedOn?: string
      readonly at: string
    }
  | {
      readonly kind: 'record-past-loan'
      readonly barcode: string
      readonly patronId: string
      readonly from: string
      readonly to: string
      readonly dueOn: string
      readonly branch: string
      readonly endedAtBranch: string
      readonly feeUntil?: string
    }
  /** A loan that has ended really ended then, or was due then: its fee is worked out again. */
  | {
      readonly kind: 'correct-past-loan'
      readonly barcode: string
      readonly patronId: string
      readonly lentAt: string
      readonly endedAt?: string
      readonly feeUntil?: string
      readonly renewedUntil?: string
      readonly dueOn?: string
      /** What that renewal promised, where the loan was due later already. */
      readonly promisedOn?: string
      /** When it was renewed to that day. */
      readonly renewedAt?: string
      readonly branch?: string
    }
  /** The loan of that scan, open or ended, belongs to another patron. */
  | {
      readonly kind: 'reassign-loan'
      readonly barcode: string
      readonly fromPatronId: string
      readonly lentAt: string
      readonly patronId: string
      readonly dueOn: string
    }
  /** The renewal that was written under that mark never was. */
  | { readonly kind: 'void-renewal'; readonly barcode: string; readonly mark: string }
  /** The open loan never was. */
  | { readonly kind: 'erase-loan'; readonly barcode: string }
  /** The loan is open again exactly as given, and no longer ended. */
  | { readonly kind: 'restore-loan'; readonly loan: Loan }
  /** The loans that have ended are these and no others, with their fees. */
  | { readonly kind: 'restore-past-loans'; readonly barcode: string; readonly loans: readonly PastLoan[] }
  | { readonly kind: 'record-scan'; readonly scan: KnownScan & { readonly barcode: string } }
  | { readonly kind: 'erase-scan'; readonly barcode: string; readonly entry: EntryId; readonly place?: string }
  | { readonly kind: 'restamp-scan'; readonly barcode: string; readonly entry: EntryId; readonly branch: string }
  /** Sets the item aside for a hold: waiting where it is to be picked up, on its way otherwise. */
  | {
      readonly kind: 'catch-hold'
      readonly barcode: string
      readonly holdId: string
      readonly at: string
      readonly branch: string
    }
  /** `lent`: the copy by whose loan; remembered with it, for that loan may turn out never to have been. */
  | { readonly kind: 'fill-hold'; readonly holdId: string; readonly at: string; readonly lent?: { readonly barcode: string } }
  | { readonly kind: 'put-hold-back'; readonly holdId: string; readonly at: string }
  | { readonly kind: 'restore-hold'; readonly hold: Hold }
  | {
      readonly kind: 'place-hold'
      readonly holdId: string
      readonly titleId: string
      readonly patronId: string
      readonly branch: string
      readonly stopId?: string
      readonly at: string
    }
  /** Money that was taken at a desk goes into the account. */
  | {
      readonly kind: 'pay-fees'
      readonly patronId: string
      readonly cents: number
      /** By which the payment is known again, where the system keeps it. */
      readonly reference: string
      readonly at: string
      readonly branch: string
      /** What the account owed when it was decided, where the system tells: after a lost answer it shows by this. */
      readonly owedCents?: number
    }
  /** The payment never was: the account owes it again. */
  | { readonly kind: 'void-payment'; readonly patronId: string; readonly cents: number; readonly at: string }
  /** An item that the library did not know: catalogued in short, to be completed later. */
  | { readonly kind: 'add-item'; readonly item: Item; readonly branch: string }
  | {
      readonly kind: 'cancel-hold'
      readonly holdId: string
      readonly at: string
      /** Its patron had one already when they asked, as far as is known: remembered with this copy, for that may turn out not to be so. */
      readonly hadOne?: { readonly barcode: string }
      /** Whoever asked took it back: the copies that remember the hold, and now this too. */
      readonly withdrawnFrom?: readonly string[]
      /** Whose, and of what: for a system that knows holds by these alone. */
      readonly patronId?: string
      readonly titleId?: string
    }
  | { readonly kind: 'set-status'; readonly barcode: string; readonly status: ItemStatus }
  | { readonly kind: 'drop-fee'; readonly barcode: string; readonly feeId: string }
  | { readonly kind: 'restore-fee'; readonly barcode: string; readonly fee: Fee }
