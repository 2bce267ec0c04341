import type { Fee, KnownRenewal, KnownScan, PastLoan, PriorState } from '../../circulation/evidence.ts'
import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { EntryId } from '../../circulation/transaction.ts'

/** What the builtin system remembers of an item beside its rows: never sent to a station. */
export interface ItemMemory {
  readonly fees: readonly Fee[]
  readonly renewals: readonly KnownRenewal[]
  /** How things stood before each mark, so that a mistyped scan can be erased. */
  readonly priors: readonly PriorState[]
}

/** One row put, moved or taken out of the builtin library system's tables. Putting the same row twice changes nothing. */
export type TableChange =
  | { readonly kind: 'put-item'; readonly item: Item }
  | { readonly kind: 'set-status'; readonly barcode: string; readonly status: ItemStatus }
  /** Where the item physically is. */
  | { readonly kind: 'set-place'; readonly barcode: string; readonly branch: string }
  /** The patron's row and cards, whole. */
  | { readonly kind: 'put-patron'; readonly patron: Patron }
  /** Opens the item's loan, or replaces the open one (a renewal). */
  | { readonly kind: 'put-loan'; readonly loan: Loan }
  /** Takes the open loan away without a trace (the scan never was). */
  | { readonly kind: 'remove-loan'; readonly barcode: string }
  /** Closes the item's open loan, if there is one, and keeps it among the ended ones. */
  | { readonly kind: 'end-loan'; readonly barcode: string; readonly endedAt: string; readonly endedAtBranch: string }
  /** Adds or corrects an ended loan; known again by item, patron and `lentAt`. */
  | { readonly kind: 'put-ended-loan'; readonly loan: PastLoan }
  | { readonly kind: 'remove-ended-loan'; readonly barcode: string; readonly patronId: string; readonly lentAt: string }
  | { readonly kind: 'put-hold'; readonly hold: Hold }
  /** Filled or cancelled: it no longer counts. */
  | { readonly kind: 'end-hold'; readonly holdId: string; readonly why: 'filled' | 'cancelled'; readonly at: string }
  | { readonly kind: 'add-scan'; readonly barcode: string; readonly scan: KnownScan }
  /** Takes away the scan that this entry told of. */
  | { readonly kind: 'remove-scan'; readonly barcode: string; readonly entry: EntryId }
  | { readonly kind: 'put-memory'; readonly barcode: string; readonly memory: ItemMemory }

/** Everything the tables say of one item, read at once. */
export interface ItemRows {
  /** With the status that counts now. */
  readonly item?: Item
  readonly loan?: Loan
  readonly place?: string
  /** In order of their instants. */
  readonly scans: readonly KnownScan[]
  /** Oldest first. */
  readonly endedLoans: readonly PastLoan[]
  readonly memory: ItemMemory
  /** Active holds on its title in queue order. */
  readonly holds: readonly Hold[]
}

/**
 * The tables of the builtin library system, implemented by the hub on its database. Barcodes and cards are matched in upper case. Reads see
 * every write that resolved before.
 */
export interface LibraryTables {
  about(barcode: string): Promise<ItemRows>
  /** With the status that counts now. */
  item(barcode: string): Promise<Item | undefined>
  place(barcode: string): Promise<string | undefined>
  /** Barcodes of the title's copies. */
  copiesOf(titleId: string): Promise<readonly string[]>
  patron(patronId: string): Promise<Patron | undefined>
  /** By any card, also a replaced one. */
  patronByCard(card: string): Promise<Patron | undefined>
  loan(barcode: string): Promise<Loan | undefined>
  loansOf(patronId: string): Promise<readonly Loan[]>
  /** Oldest first. */
  endedLoans(barcode: string): Promise<readonly PastLoan[]>
  /** Active holds in queue order. */
  holdsOn(titleId: string): Promise<readonly Hold[]>
  holdsOf(patronId: string): Promise<readonly Hold[]>
  /** Also one that has ended, as it last was. */
  hold(holdId: string): Promise<Hold | undefined>
  /** In order of their instants. */
  scans(barcode: string): Promise<readonly KnownScan[]>
  /** Empty lists where nothing was put yet. */
  memory(barcode: string): Promise<ItemMemory>
  /**
   * Carries all changes out in order, as one whole, under a mark, and resolves when that is durable. A mark that was written before changes
   * nothing. Changes that rest on what stands are given as a function: it is asked when every write before is there, and none comes in between;
   * what it throws is thrown on, and nothing is written. Raises the register's version where anything that stations see has changed.
   */
  write(changes: readonly TableChange[] | (() => Promise<readonly TableChange[]>), mark: string): Promise<void>
  wasWritten(mark: string): Promise<boolean>
}

export type { PastLoan as EndedLoan }

/** `about` of tables that have no quicker way than to be asked row by row. */
export async function rowsOneByOne(tables: Omit<LibraryTables, 'about'>, barcode: string): Promise<ItemRows> {
  const item = await tables.item(barcode)
  const [loan, place, scans, endedLoans, memory, holds] = await Promise.all([
    tables.loan(barcode),
    tables.place(barcode),
    tables.scans(barcode),
    tables.endedLoans(barcode),
    tables.memory(barcode),
    item ? tables.holdsOn(item.titleId) : [],
  ])
  return {
    ...(item && { item }),
    ...(loan && { loan }),
    ...(place !== undefined && { place }),
    scans,
    endedLoans,
    memory,
    holds,
  }
}
