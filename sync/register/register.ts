import type { Item, Title } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Branch, StaffMember, Stop } from '../../circulation/place.ts'
import type { RuleBook } from '../../circulation/rules.ts'
import type { LeaseState } from './lease.ts'

/** What the station knows of the library system, as of `version`. Look-ups are by normalised number (upper case). */
export interface Register {
  item(barcode: string): Promise<Item | undefined>
  loan(barcode: string): Promise<Loan | undefined>
  /**
   * By any of the patron's cards, also replaced ones. Who is not named here is found with the card in hand alone: without name, cards and birth
   * date, with counts of loans and holds instead of lists.
   */
  patronByCard(card: string): Promise<Patron | undefined>
  patron(patronId: string): Promise<Patron | undefined>
  /** Whether it is this patron's, also where the row tells no person: then by its tag, for a patron whose card was in hand. */
  isOf(patronId: string, row: Loan | Hold): boolean
  loansOf(patronId: string): Promise<readonly Loan[]>
  holdsOf(patronId: string): Promise<readonly Hold[]>
  /** Active holds in queue order. */
  holdsOn(titleId: string): Promise<readonly Hold[]>
  title(titleId: string): Promise<Title | undefined>
  itemsOf(titleId: string): Promise<readonly Item[]>
  searchPatrons(query: PatronQuery): Promise<readonly Patron[]>
  /** Titles with every word, a beginning is enough; those with copies in at `branch` first. No word: gets ready to look for some. */
  searchTitles(words: string, limit: number, branch?: string): Promise<readonly TitleHit[]>
  /** Active holds to be picked up at a branch (and stop): ready ones first, then those on their way, then the queue. */
  holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]>
  /** Undefined before the first download. */
  settings(): Promise<LibrarySettings | undefined>
  state(): Promise<RegisterState>
}

export interface PatronQuery {
  /** Beginning of family or given name; diacritics folded. */
  readonly name: string
  readonly birthYear?: number
  readonly limit: number
}

export interface TitleHit {
  readonly title: Title
  /** Copies of the branch asked from that are in, by the register's word; 0 where no branch was given. */
  readonly onBoard: number
  /** All copies, and how many of them are in. */
  readonly copies: number
  readonly available: number
}

/** Small things that come whole with every version. */
export interface LibrarySettings {
  readonly library: string
  readonly environment: 'production' | 'test' | 'demo'
  readonly rules: RuleBook
  /** Whose due days stand: `of-system` where the library system keeps none that it is given. The desk's if not said. */
  readonly dueDays?: 'of-system'
  /** For how many days a station keeps what it was told of persons without meeting its hub; 14 if not said. */
  readonly leaseDays?: number
  readonly branches: readonly Branch[]
  readonly stops: readonly Stop[]
  readonly staff: readonly StaffMember[]
  /** Set where the library's day is not today (an old data set on show): the desk's days count from it. */
  readonly today?: string
  /** Numbers worth trying, only where nothing is real: the drawer's wallet and shelf. `about` is an i18n key under `showcase`. */
  readonly showcase?: Showcase
}

export interface Showcase {
  readonly cards: readonly { readonly number: string; readonly about: string }[]
  readonly items: readonly { readonly number: string; readonly about: string }[]
}

export interface RegisterState {
  /** Rises with every change on the hub; 0 before the first download. */
  readonly version: number
  readonly complete: boolean
  /** Instant of the hub at which the data was true. */
  readonly asOf?: string
  /** When the library system's data was last read, where the hub reads it from another system. */
  readonly readAt?: string
  readonly segmentsHere: number
  readonly segmentsInAll: number
  readonly bytesHere: number
  /** Where the form says it. */
  readonly bytesInAll?: number
  /** Where what is here of persons runs out for want of contact, or has. */
  readonly lease?: Exclude<LeaseState, { readonly kind: 'open' }>
  /** What is here of persons waits for its passphrase: in this run nobody is known. */
  readonly sealed?: true
}
