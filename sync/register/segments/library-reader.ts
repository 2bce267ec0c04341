import type { Item } from '../../../circulation/item.ts'
import type { LibrarySettings } from '../register.ts'
import type { CountRow, HoldRow, NamedRow, NameRow, PatronRow, StateRow, TitleRow } from './rows.ts'

/**
 * What a desk reads from a packed register, its deltas on top. Numbers in any case. A part that has not arrived yet answers `not-here-yet`, which
 * is never "unknown": such an item is lent provisionally by policy.
 */
export interface LibraryReader {
  /** Whole, its status as of now. */
  item(barcode: string): Promise<Found<Item>>
  title(titleId: string): Promise<Found<TitleRow>>
  /** Status, loan and hold of an item; `unknown` where it simply stands on its shelf. */
  state(barcode: string): Promise<Found<StateRow>>
  patronByCard(card: string): Promise<Found<CardHolder>>
  /** Is this loan that of the patron whose card is in hand? Undefined where nobody says whose it is. */
  isLentTo(barcode: string, patronId: string): Promise<boolean | undefined>
  /** The queue of a title, by the time of the request. */
  holdsOn(titleId: string): Promise<readonly HoldRow[]>
  /** Is this hold that of the patron whose card is in hand? Undefined where it cannot be told. */
  isHeldBy(hold: HoldRow, patronId: string): boolean | undefined
  /**
   * Named patrons by the beginnings of their names, diacritics folded: the first word begins the family name or the first given name, the others any
   * of their names. In the order in which they are found. Whoever asks writes it into the journal.
   */
  searchNames(query: { readonly name: string; readonly birthYear?: number; readonly limit: number }): Promise<readonly NameRow[]>
  /** By id, as lists of hits have it. */
  named(patronId: string): Promise<Found<NamedRow>>
  /** Undefined before the first manifest. */
  settings(): LibrarySettings | undefined
  stand(): LibraryStand
}

/** `unknown`: the register has no such thing; `not-here-yet`: the part where it would stand has not arrived. */
export type Found<T> = { readonly found: T } | 'unknown' | 'not-here-yet'

/** Who has a card, in the least tier; with a name where the policy of detail gives it to this station. */
export interface CardHolder extends PatronRow, Pick<CountRow, 'loans' | 'holds' | 'feesCents'> {
  /** Opened with the card. */
  readonly patronId: string
  readonly named?: NamedRow
}

/** How much is here, and as of when; of the manifest that is being fetched, where there is one. */
export interface LibraryStand {
  /** 0 before the first manifest. */
  readonly version: number
  readonly asOf?: string
  /** As in the manifest. */
  readonly readAt?: string
  readonly complete: boolean
  readonly bytesHere: number
  readonly bytesInAll: number
}
