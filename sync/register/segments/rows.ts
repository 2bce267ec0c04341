import type { ItemStatus } from '../../../circulation/item.ts'
import type { PatronBlock } from '../../../circulation/patron.ts'

/** What all copies of a title have in common, or nearly all: stored once. */
export interface TitleRow {
  readonly titleId: string
  readonly title: string
  readonly author?: string | undefined
  readonly itemType?: string | undefined
  readonly callNumber?: string | undefined
  readonly ageLimit?: number | undefined
}

/** What never changes by lending. `own` holds what this copy has otherwise than its title; null in it is "none". */
export interface ItemRow {
  readonly barcode: string
  readonly titleId: string
  readonly homeBranch: string
  readonly parts?: number | undefined
  readonly own?: OwnFacts | undefined
}

export interface OwnFacts {
  readonly title?: string
  readonly author?: string | null
  readonly itemType?: string | null
  readonly callNumber?: string | null
  readonly ageLimit?: number | null
}

/** An item that does not simply stand on its shelf. Who has it is not said. */
export interface StateRow {
  readonly barcode: string
  readonly status: ItemStatus
  /** Instant since which it is on loan, UTC. */
  readonly lentAt?: string | undefined
  readonly dueOn?: string | undefined
  /** Undefined where it is not on loan. */
  readonly renewals?: number | undefined
  /** Caught for a hold, or on its way to one. */
  readonly hold?: 'waiting' | 'in-transit' | undefined
}

/** The least about a patron that can decide; no name, no card, no day of birth. One row for each card, replaced ones too. */
export interface PatronRow {
  /** Keyed hash of the card number, 16 hex digits. */
  readonly card: string
  /** `packId`: the patron's id, which opens with the card in hand. */
  readonly sealedId: string
  readonly category: string
  readonly expiresOn?: string | undefined
  readonly blocks: readonly PatronBlock[]
  readonly barredUntil?: string | undefined
  /** The greatest age limit that is reached, 0 below the first; undefined where the age is unknown. */
  readonly ageClass?: number | undefined
  /** The day on which the next age limit is reached, if that is soon. */
  readonly ageChangesOn?: string | undefined
  readonly isReplaced?: true | undefined
}

/** What changes with a patron's loans, holds and fees: by the place of the patron's row among all patron rows of the manifest. */
export interface CountRow {
  readonly place: number
  readonly loans: number
  readonly holds: number
  readonly feesCents: number
}

/** Whose loan it is, for nobody but who has the card in hand: a keyed hash of patron and item (`personTag`). And where it was lent. */
export interface LoanTagRow {
  readonly barcode: string
  /** 8 hex digits. */
  readonly tag: string
  readonly branch: string
}

/** A hold and whose turn it is, for nobody but who has the card in hand. */
export interface HoldRow {
  readonly holdId: string
  readonly titleId: string
  /** Only this copy will do. */
  readonly copy?: string | undefined
  readonly placedAt: string
  readonly branch: string
  readonly stopId?: string | undefined
  /** What is said aloud and printed instead of a name. */
  readonly holdNumber: string
  readonly state: 'queued' | 'in-transit' | 'waiting'
  /** The copy that was caught. */
  readonly barcode?: string | undefined
  readonly expiresOn?: string | undefined
  readonly box?: string | undefined
  /** `personTag` of patron and hold, 8 hex digits. */
  readonly tag: string
}

/** A patron whom the policy of detail names for this station: whole, and beside the rows that everybody is told of them. */
export interface NamedRow {
  readonly patronId: string
  /** The active one first. */
  readonly cards: readonly string[]
  /** Both empty: the library system tells no name. */
  readonly given: string
  readonly family: string
  readonly birthDate?: string | undefined
  readonly homeBranch?: string | undefined
  readonly category: string
  readonly expiresOn?: string | undefined
  readonly blocks: readonly PatronBlock[]
  readonly barredUntil?: string | undefined
  readonly feesCents: number
  /** Barcodes, in upper case. */
  readonly loans: readonly string[]
  /** Keys in the table of holds, `holdKeyOf`. */
  readonly holds: readonly string[]
}

/** Whose loan it is, where the policy names them: instead of the tag. */
export interface NamedLoanRow {
  readonly barcode: string
  readonly patronId: string
}

/** Whose hold, likewise. */
export interface NamedHoldRow {
  readonly holdId: string
  readonly patronId: string
}

/** Finds a named patron by name: one row that begins with the family name, and one with the given name. What a list of hits shows is in it. */
export interface NameRow {
  /** `nameKeyOf`: the name folded, then what tells namesakes apart. */
  readonly key: string
  /** Of the named row. */
  readonly patronId: string
  readonly given: string
  readonly family: string
  readonly birthYear?: number | undefined
}

/** A bundle as the manifest's index names it. */
export interface IndexRow {
  /** SHA-256 of its bytes, hex. */
  readonly name: string
  readonly firstKey: string
  readonly rows: number
  readonly bytes: number
}
