import type { Outcome } from '../../circulation/outcome.ts'
import type { EvidenceInShort } from '../../circulation/replay/evidence-in-short.ts'
import type { UnseenPolicy } from '../../circulation/replay/happening.ts'
import type { RuleBook } from '../../circulation/rules.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import type { Action, Connector } from '../connectors/connector.ts'
import type { Entry } from '../journal/entry.ts'
import type { Claims } from './claims.ts'
import type { LookStore } from './looks/look-store.ts'

/** What a station sent, as the hub keeps it: for ever, and exactly as it came. */
export interface StoredEntry {
  readonly id: EntryId
  readonly hash: string
  /** Rises by the order of arrival over all stations. */
  readonly arrival: number
  /** Instant on the hub, UTC. */
  readonly receivedAt: string
  /** Undefined where the payload cannot be read: it becomes `needs-person` with the question `unreadable`. */
  readonly entry?: Entry
  /** The payload as JSON text, whatever it is. */
  readonly payload: string
  /** Another entry stands under this number: kept, never replayed, `needs-person` with the question `fork`. */
  readonly fork: boolean
  /** The last outcome given, if any. */
  readonly outcome?: Outcome
}

/** Written durably before anything is sent to a library system, so that a crash in between is known of. */
export interface SendingMark {
  readonly mark: string
  readonly id: EntryId
  readonly actions: readonly Action[]
  /** What the entry's outcome is once the actions are known to have been carried out. */
  readonly outcome: Outcome
  /** Instant on the hub. */
  readonly at: string
}

/** Uploads and what becomes of them. Every method that writes resolves when the write would survive a power cut. */
export interface UploadStore {
  /** Entries that replay must learn of and that have no outcome yet (unreadable ones and forks too), in order of arrival. */
  waiting(limit: number): Promise<readonly StoredEntry[]>
  /** Those among them that came unreadable, and forks: a person hears of them whatever the brake holds. */
  unreadable(): Promise<readonly StoredEntry[]>
  /** Entries whose last outcome is `needs-person`: decided again at every new fact. In order of arrival. */
  undecided(): Promise<readonly StoredEntry[]>
  /** The entry that is not a fork. */
  entry(id: EntryId): Promise<StoredEntry | undefined>
  /** Every readable entry about an item, whatever its outcome, forks left out, in order of arrival. */
  entriesAbout(barcode: string): Promise<readonly StoredEntry[]>
  /** One station's readable entries of one epoch in sequence (stop corrections, clock), from `fromSequence` to `toSequence`. */
  run(station: string, epoch: string, fromSequence: number, toSequence: number): Promise<readonly StoredEntry[]>
  /** Answers of people that were carried out (outcome `applied`), in order of arrival. */
  answers(): Promise<readonly StoredEntry[]>
  markSending(mark: SendingMark): Promise<void>
  /** Marks whose entry has got no outcome since: a crash or a lost answer came in between. */
  openMarks(): Promise<readonly SendingMark[]>
  /** Replaces an earlier outcome; the audit trail keeps them all, with what they rested on (`because`). `inVersion` of the message is the register's version now, so call it after the write. */
  putOutcome(of: StoredEntry, outcome: Outcome, because?: EvidenceInShort): Promise<void>
  /** How this very entry stands now, and its open mark: needed where other processes replay too. */
  afresh?(of: StoredEntry): Promise<{ readonly stored: StoredEntry; readonly mark?: SendingMark }>
}

/** Tells stations that the register has changed. `LibraryTables.write` does so by itself; other library systems' changes come through here. */
export interface RegisterPublisher {
  version(): Promise<number>
  /** Raises the version by one for these rows and resolves to it. */
  touch(rows: readonly RegisterRow[]): Promise<number>
}

export interface RegisterRow {
  /** `counts`: a patron's loans or holds are more or fewer; `card`: a number that was taken from a patron; `title`: it has lost a copy. */
  readonly kind: 'item' | 'patron' | 'loan' | 'hold' | 'status' | 'settings' | 'counts' | 'card' | 'title'
  /** Barcode or card in upper case, patron id, hold id, title id; empty for settings. */
  readonly key: string
}

/** All that replay gets from the hub. */
export interface ReplayPorts {
  readonly uploads: UploadStore
  readonly connector: Connector
  readonly publisher: RegisterPublisher
  /** What the hub saw, and whose card is whose: needed where the library system tells no times. */
  readonly looks?: LookStore
  cardOf?(patronId: string): Promise<string | undefined>
  /** Which returns leave no trace in such a system; unsaid, any may. */
  readonly unseen?: UnseenPolicy
  /** The library's own rules, where its desks lend by them: no loan is due sooner than they say. */
  readonly rules?: RuleBook
  /** Titles by barcode (as `numberKey` writes it) from what the hub itself knows; without it, copies are replayed one after the other. */
  readonly titles?: (barcodes: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Where several processes replay from one database: who has what in hand. */
  readonly claims?: Claims
  /** Instant now, UTC. */
  now(): string
  /** The library's day where it is not today. */
  readonly today?: string
}

/** Replay at work; the hub starts one (`startReplay(ports)` in replay.ts) and ends it before the database closes. */
export interface Replay {
  /** Something came in: look at once. Returns without waiting. */
  wake(): void
  /** Does something while no pass is under way; the next waits until it is done. */
  aside<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when nothing waits that could be decided now. */
  settled(): Promise<void>
  /** Finishes the transaction in hand, then stops. */
  stop(): Promise<void>
}

export type { EndedLoan, ItemMemory, LibraryTables, TableChange } from '../connectors/library-tables.ts'
