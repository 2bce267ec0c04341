import type { StaffMember } from '../../circulation/place.ts'
import type { RefusalCode } from '../../circulation/refusals.ts'
import type { Override } from '../../circulation/transaction.ts'
import type { DeskPlace, ItemFacts, Moment, PatronFacts, Title } from '../../circulation/truth.ts'
import type { Entry, Tail } from '../journal/entry.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { GateJob } from './gate-jobs.ts'

/** All that one step may know beside the session: local truth as it was when the event was taken. */
export interface Facts {
  readonly settings: LibrarySettings
  readonly place: DeskPlace
  /** The journal's last word; what is recorded next gets the numbers after it. */
  readonly tail: Tail
  /** A patron closes after this much idle time. */
  readonly idleMs: number
  /** The open patron. */
  readonly patron?: PatronFacts
  /** The number at hand: the scanned one, or the one that the open question is about. */
  readonly number?: NumberFacts
  /** The number that waits behind a question. */
  readonly waiting?: NumberFacts
  /** Items that the event names, by normalised barcode. */
  readonly items: ReadonlyMap<string, ItemFacts>
  /** Every number that lies on the pads, where the event is about them; by normalised barcode. */
  readonly numbers: ReadonlyMap<string, NumberFacts>
  /** What the tag of an item shall become, as the journal has it. */
  readonly gate: (barcode: string) => GateJob | undefined
  /** No hub can be asked now: what its owner forbids to do offline is not done. */
  readonly offline: boolean
  /** The patron whom the event opens, or to whose card loans move. */
  readonly other?: PatronFacts
  readonly title?: Title
  /** Entries behind the lines that the event names, by `entryKey`. */
  readonly entries: ReadonlyMap<string, Entry>
}

/** What a scanned text can mean here. */
export type NumberFacts =
  | { readonly ok: false; readonly code: RefusalCode }
  | {
      readonly ok: true
      readonly number: string
      /** Always there; `item` and `loan` in it are undefined where nothing is known. */
      readonly item: ItemFacts
      /** The patron with this card. */
      readonly card?: PatronFacts
      readonly staff?: StaffMember
      /** By its shape, where nothing is known of the number. */
      readonly looksLike: 'card' | 'item' | 'either'
    }

/** Now, as a step needs it. */
export interface DeskNow {
  readonly moment: Moment
  /** The machine's clock is wrong, and nothing here says by how much: days reckoned from it are to be looked at. */
  readonly clockInDoubt?: boolean
  readonly monotonicMs: number
  /** Which run of the program; makes ids unique without randomness. */
  readonly run: string
}

/** Reasons already overridden, without doubles. */
export function withOverrides(first: readonly Override[], more: readonly Override[]): readonly Override[] {
  return [...first, ...more.filter(({ code }) => !first.some(known => known.code === code))]
}
