import type { KnownScan } from '../../circulation/evidence.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'
import type { Claims } from '../../sync/hub/claims.ts'
import type { LookStore } from '../../sync/hub/looks/look-store.ts'
import type { ReplayPorts, StoredEntry } from '../../sync/hub/ports.ts'
import type { Uploads } from '../../sync/hub/upload-store.ts'
import type { Changes } from '../../sync/protocol/messages.ts'

type ReplaysPart =
  | 'waiting'
  | 'unreadable'
  | 'undecided'
  | 'entry'
  | 'entriesAbout'
  | 'run'
  | 'answers'
  | 'markSending'
  | 'openMarks'
  | 'putOutcome'

/** Where the hub of a simulated world keeps everything: in memory, or in the real hub's stores on a real database. */
export interface HubStores {
  readonly tables: LibraryTables
  readonly uploads: Pick<Uploads, ReplaysPart | 'afresh' | 'have' | 'take' | 'outcomes'>
  readonly looks: LookStore
  readonly claims?: Claims
  readonly titles: NonNullable<ReplayPorts['titles']>
  version(): Promise<number>
  /** What a station that has that version must learn. */
  changes(since: number): Promise<Changes>
  /** The hub was killed and begins anew: what it had only in its own memory is gone. */
  killed(): Promise<void>
  /** The machine went down and came back. */
  powerCut(): Promise<void>

  /** Open ones by barcode, active ones by id: for what the library does by itself at night. */
  loans(): Promise<readonly Loan[]>
  holds(): Promise<readonly Hold[]>
  /** The rest is for the judge. */
  barcodes(): Promise<readonly string[]>
  patrons(): Promise<readonly Patron[]>
  scans(): Promise<ReadonlyMap<string, readonly KnownScan[]>>
  entries(): Promise<readonly StoredEntry[]>
  /** Every outcome that an entry was ever given, in order. */
  given(): Promise<ReadonlyMap<string, readonly Outcome[]>>
}

/** Empty stores that stamp with the world's time. */
export type OpenStores = (now: () => string) => Promise<HubStores>
