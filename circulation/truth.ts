import type { Item, Title } from './item.ts'
import type { Hold, Loan } from './loan.ts'
import type { Patron } from './patron.ts'
import type { Branch, Moment, Stop } from './place.ts'
import type { RuleSet } from './rules.ts'

/** All that is known here about one item: the register's word with this station's pending transactions folded on top. */
export interface ItemFacts {
  /** As scanned, normalised. */
  readonly barcode: string
  /** Undefined: the register does not know it. */
  readonly item?: Item
  readonly loan?: Loan
  /** Active holds on its title that this copy satisfies, in queue order, including one caught with it. */
  readonly holds: readonly Hold[]
  /** Returned here while the register still shows it on loan. */
  readonly endedHere?: Loan
}

/** All that is known here about one patron. */
export interface PatronFacts {
  readonly patron: Patron
  /** The number that was scanned; may be a replaced card. */
  readonly card: string
  readonly loans: readonly KnownLoan[]
  readonly holds: readonly Hold[]
  /** Further open loans of the patron, which count but are not listed at this station. */
  readonly unlistedLoans?: number
}

/** A loan with its item, where the register knows it (limits by type, lists on screen). */
export interface KnownLoan extends Loan {
  readonly item?: Item
}

/** Where lending happens: the branch of record, the stop if the branch is a bus, and the rules of the day. */
export interface DeskPlace {
  readonly branch: Branch
  readonly stop?: Stop
  readonly rules: RuleSet
  /** The library system reckons due days itself and keeps no other. */
  readonly systemDueDays?: boolean
  /** False while the register is still coming: an item not found is "not known here yet". */
  readonly registerComplete: boolean
}

export type { Branch, Hold, Item, Loan, Moment, Patron, Stop, Title }
