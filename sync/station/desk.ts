import type { ReplayChoice } from '../../circulation/outcome.ts'
import type { EntryId, RightNumber, Transaction } from '../../circulation/transaction.ts'
import type { Hold, Item, Patron, PatronFacts } from '../../circulation/truth.ts'
import type { Entry } from '../journal/entry.ts'
import type { Copies, Recovery } from '../journal/journal.ts'
import type { RefusedAtHome } from '../protocol/brake.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { LibrarySettings, PatronQuery, RegisterState, TitleHit } from '../register/register.ts'
import type { LineWaits } from './line-waits.ts'
import type { Effect, Line, Session, SessionEvent, Words } from './session.ts'

/**
 * The station, whole, without a screen: session, journal, register, upload and download behind one object. The renderer, the headless station and
 * the simulation hold exactly this.
 */
export interface Desk {
  /** What is to be shown now. Only ever what is durable. */
  session(): Session
  status(): StationStatus
  settings(): LibrarySettings
  /** Called after every change of session or status. */
  subscribe(listener: () => void): () => void
  /** Called for sounds, security bits and screens to be shown, after what caused them is on disk. Never for `then`. */
  onEffect(listener: (effect: Effect) => void): () => void
  /**
   * Puts an event in the queue; resolves when it has been handled and what it recorded is on disk. Never rejects for an expected refusal; rejects with a
   * `DeskError` where the act could not be done at all, and then nothing of it was recorded.
   */
  dispatch(event: SessionEvent): Promise<void>
  /** The open patron as the panel shows it: local truth, pending transactions folded in. */
  patronFacts(patronId: string): Promise<PatronFacts | undefined>
  /** What a number is here: an item by its barcode, a patron by any card. */
  lookUp(number: string): Promise<{ readonly item?: Item; readonly patron?: Patron }>
  /** Every step of one entry of this station that is known here, in the order of time. */
  trail(id: EntryId): Promise<readonly TrailStep[]>
  searchPatrons(query: PatronQuery): Promise<readonly Patron[]>
  searchTitles(words: string, limit: number): Promise<readonly TitleHit[]>
  /** Waiting holds of a branch (and stop), this station's pending transactions folded in: what the board says lies ready. */
  holdsAt(branch: string, stopId?: string): Promise<readonly Hold[]>
  /** Whole journal of this station, oldest first (export, tests). */
  entries(): Promise<readonly Entry[]>
  /** Asks the hub now instead of at the next turn; resolves when that turn is over, also when there was no line. `line`: nobody asks, a line has come. */
  syncNow(by?: 'line'): Promise<void>
  close(): Promise<void>
}

/** The register did not answer, or the desk itself is broken: whoever scanned must be told, for the scan came to nothing. */
export class DeskError extends Error {
  readonly kind = 'act-failed'
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'DeskError'
  }
}

export interface StationStatus {
  readonly link: 'none' | 'slow' | 'good'
  /** Replayed kinds of entries that the hub does not hold yet. */
  readonly unsent: number
  /** Sent, but without an outcome so far. */
  readonly awaitingOutcome: number
  readonly register: RegisterState
  /** Age of the register's data by the hub's clock, in milliseconds; undefined before the first download. */
  readonly dataAgeMs?: number
  readonly copies: Copies
  readonly recovery: Recovery
  /** How each of today's lines stands: by line id. */
  readonly sent: Readonly<Record<string, SentState>>
  /** Why today's lines that the hub holds back wait: by line id. Absent where it holds none. */
  readonly waits?: LineWaits
  readonly tasks: readonly Task[]
  /** Tags that the gate will judge wrongly, oldest first: put on a pad again, each is done. */
  readonly gate: readonly GateTask[]
  /** Why the hub refuses us, where it answers but refuses (401, 403, wrong protocol). */
  readonly refusedByHub?: 'token' | 'origin' | 'protocol' | 'old-hub' | 'chain'
  /** Why the hub at home does not take this station's journal from the hub on board; its line may be as good as can be. */
  readonly refusedAtHome?: RefusedAtHome
  /**
   * What is wrong with this machine's clock; absent where nothing is. `off`: measured against the hub's. `behind`: the register knows later things.
   * `ahead`: the register is older than anybody lends without a hub. `addMs` on top of the wall clock is the best known time.
   */
  readonly clock?: { readonly kind: 'off' | 'behind' | 'ahead'; readonly addMs: number }
  /** The disk is full: what the hub sends is not kept, and the next act may not be either. */
  readonly noRoom?: true
  /** What other desks on the same bus did and this one goes without: what it cannot read, and older acts beyond what is handed on. */
  readonly neighboursLeftOut?: { readonly unread: number; readonly older: number }
  readonly today: Readonly<{ lent: number; returned: number; renewed: number }>
}

export type SentState = 'unsent' | 'sent' | 'home' | 'noted' | 'needs-person' | 'refused'

/** One step on an entry's way, as the list's details tell it. */
export interface TrailStep {
  readonly step: 'scanned' | 'held' | 'answered' | 'outcome'
  /** UTC: this station's clock, for an outcome the hub's. Absent where only the order is known. */
  readonly at?: string
  readonly staffId?: string
  readonly choice?: ReplayChoice
  readonly outcome?: OutcomeMessage['outcome']
}

/** `secured`: it should alarm and does not; else it will alarm and should not. */
export interface GateTask {
  /** `entryKey` of its job. */
  readonly taskId: string
  readonly barcode: string
  readonly title?: string
  readonly secured: boolean
  /** Wall clock, UTC. */
  readonly at: string
}

/** Something for a person to do, here in the vehicle or at an office desk. */
export interface Task {
  /** `entryKey` of the entry it is about. */
  readonly taskId: string
  /** `question`: waits for an answer. `find`: a book to find, ticked off when it is scanned. `told`: should be known. */
  readonly kind: 'question' | 'find' | 'told'
  readonly where: 'here' | 'office'
  /**
   * Of a book to find that no outcome tells of: its tag was not switched (the gate will let it pass, or it will alarm), or it was put aside
   * here for another branch, for a hold, to be looked at, or (`left`) without anybody knowing where it goes.
   */
  readonly why?: 'unsecured' | 'alarms' | 'transfer' | 'set-aside' | 'look-at' | 'left'
  /** What it came back as, or was kept from the patron for. */
  readonly because?: Words
  /** Whose turn it is; never by name. */
  readonly holdNumber?: string
  /** By what is known on board alone: the hub has said nothing of it yet. */
  readonly provisional?: true
  /** Where a book is to be taken. */
  readonly to?: { readonly branch: string; readonly stopId?: string }
  /** Of those: none, but its place and time. */
  readonly outcome: OutcomeMessage
  /** The entry under the hub's name for it, which an answer is about. */
  readonly target?: EntryId
  readonly line?: Line
  readonly barcode?: string
  readonly title?: string
  /** What was done, and when, where and by whom. */
  readonly scan?: {
    readonly kind: Transaction['kind']
    readonly at: string
    readonly branch: string
    readonly stopId?: string
    readonly staffId?: string
    readonly card?: string
    readonly patronId?: string
    /** Of a payment. */
    readonly cents?: number
  }
  /** Answered here; the hub has not carried it out yet. */
  readonly answered?: {
    /** By which it can be taken back. */
    readonly entry?: EntryId
    readonly choice: ReplayChoice
    readonly right?: RightNumber
    readonly at: string
    readonly staffId?: string
  }
  /** Why the last answer given here was not carried out. */
  readonly notTaken?: string
}
