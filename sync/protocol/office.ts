import type { Difference } from '../../circulation/compare-written.ts'
import type { ConflictKind } from '../../circulation/conflict-kinds.ts'
import type { Asked } from '../../circulation/decide-answer.ts'
import type { Action } from '../../circulation/evidence.ts'
import type { Outcome, ReplayChoice } from '../../circulation/outcome.ts'
import type { Ladder } from '../../circulation/replay-ladder.ts'
import type { EntryId, Transaction } from '../../circulation/transaction.ts'
import type { BrakeSettings, Wait, WaitReason } from './brake.ts'

/*
 * What the hub and its own page say to each other, with the hub's own token:
 *
 *   GET  /api/office/brake                       -> BrakeState
 *   POST /api/office/brake   {by, change, seen?} -> BrakeState, or 400 `brake` where the change cannot be read, 409 `overtaken` where what it replaces
 *                                                   is not as `seen` any more
 *   GET  /api/office/waiting                     -> {waiting: WaitingRow[]}, in order of arrival
 *   GET  /api/office/shadow                      -> ShadowReport of the last trial run
 *   GET  /api/office/pull-list                   -> PullList
 *   GET  /api/office/staff                       -> {staff: OfficePerson[]}
 *   GET  /api/office/places                      -> OfficePlaces
 *   GET  /api/office/item?barcode=BARCODE        -> KnownItem, as the library system tells it now; 503 where it does not answer
 *   POST /api/office/titles  {barcodes}           -> {titles}, by barcode, as the hub's register has them
 *   GET  /api/office/journal?station=STATION&before=ARRIVAL&barcode=BARCODE&acts=1 -> JournalPage, the latest first; `acts`: only what the
 *        library system must learn of
 *   GET  /api/office/preview?station=STATION     -> Preview of what waits (of one station or all)
 *   POST /api/office/preview  a carried journal  -> Preview of it, or 400 `journal`
 *   GET  /api/office/stations                    -> {stations: StationRow[], turnedAway: TurnedAwayRow[]}
 *   GET  /api/office/reconciliations             -> {reports: Reconciliation[]}, the latest first
 *   POST /api/office/reconciliations             -> Reconciliation, made now
 */

/** What was decided about an entry of some kind: let through by itself, asked, and how the person answered. */
export type Ruling = 'wrote' | 'asked' | 'confirmed' | 'otherwise'

/** How often each kind was ruled how. */
export type Tallies = Readonly<Partial<Record<ConflictKind, Readonly<Partial<Record<Ruling, number>>>>>>

/** A change of the settings: who, when, from what to what. */
export interface BrakeAudit {
  readonly at: string
  readonly by: string
  readonly connector: string
  readonly before: BrakeSettings
  readonly after: BrakeSettings
}

export interface BrakeState {
  readonly connector: string
  /** The library's: hours and days are its. */
  readonly zone: string
  readonly settings: BrakeSettings
  /** As it holds now, and where this library would be without its changes. */
  readonly ladder: Ladder
  readonly defaultLadder: Ladder
  readonly tallies: Tallies
  /** The latest first. */
  readonly changes: readonly BrakeAudit[]
}

/** What a transaction would become: an outcome; `held` by the brake; `waits` for another journal. */
export type Becomes = Outcome['kind'] | 'held' | 'waits'

export interface PreviewLine {
  readonly id: EntryId
  /** The station's own clock. Absent, like the transaction, where nobody can read it. */
  readonly at?: string
  readonly transaction?: Transaction
  readonly becomes: Becomes
  readonly held?: WaitReason
  readonly outcome?: Outcome
  readonly kinds: readonly ConflictKind[]
  /** What would be written, in order. */
  readonly writes: readonly Action['kind'][]
}

/** What would become of a batch if it were done now. */
export interface Preview {
  readonly asOf: string
  readonly transactions: number
  readonly becomes: Readonly<Partial<Record<Becomes, number>>>
  readonly kinds: Readonly<Partial<Record<ConflictKind, number>>>
  /** Transactions that would close another person's loan. */
  readonly closes: number
  /** In order of arrival; of a very large batch only the first. */
  readonly lines: readonly PreviewLine[]
}

/** What the last trial run would have written: each entry as it was decided last, whatever became of it since. */
export interface ShadowReport extends Omit<Preview, 'asOf'> {
  /** When the trial run began; absent where there never was one. */
  readonly since?: string
  /** Of those that were replayed for good since: how many became what the trial run said, and how many something else. */
  readonly asSaid: number
  readonly otherwise: number
}

/** A difference between what was written for an entry and what the library system shows. */
export interface FoundDifference extends Difference {
  readonly id: EntryId
  /** When the hub wrote it. */
  readonly writtenAt: string
}

/** What was read back of what was written, from an instant on and before another. */
export interface Reconciliation {
  readonly at: string
  readonly connector: string
  readonly from: string
  readonly to: string
  /** Items whose last write was read back, and of how many the system does not tell enough. */
  readonly items: number
  readonly unknown: number
  readonly wrongItems: number
  /** All differences; of very many only the first are listed. */
  readonly found: number
  readonly byStation: Readonly<Record<string, number>>
  readonly differences: readonly FoundDifference[]
}

/** A station as the hub knows it. */
export interface StationRow {
  readonly station: string
  readonly enrolledAt?: string
  /** Its last request, and the last upload that brought something. */
  readonly lastContact?: string
  readonly lastUpload?: string
  /** Entries here without an outcome; those that wait for a person. */
  readonly waiting: number
  readonly needsPerson: number
  /** Of its last entry: how far its clock was off (station behind: positive), known give or take, as it knew itself. */
  readonly clock?: { readonly ms: number; readonly uncertaintyMs: number }
  /** Of the app that it was started with last. */
  readonly appVersion?: string
  /** How old its data may be, in milliseconds; known of a station with a token of its own. */
  readonly dataAgeMs?: number
  /** Why its entries wait, where it is the brake that holds them: how many for each reason. */
  readonly held: Readonly<Partial<Record<WaitReason, number>>>
}

/** Somebody whom the hub turned away within the last minutes. */
export interface TurnedAwayRow {
  readonly at: string
  /** A station's name, and the station or bus whose token it came with; absent where the token itself is not known. */
  readonly who?: { readonly station: string; readonly by: string }
}

/** Who comes to the hub: every station that it knows, and who was turned away. */
export interface StationsHere {
  readonly stations: readonly StationRow[]
  readonly turnedAway: readonly TurnedAwayRow[]
}

/** A transaction that waits for a person, as an office desk is shown it. Numbers and ids, no names. */
export interface OpenQuestion {
  readonly id: EntryId
  readonly hash: string
  /** Instant on the hub. */
  readonly receivedAt: string
  readonly asked: Asked
  /** Absent where the entry cannot be read. */
  readonly scan?: ScanTold
  /** An answer that is filed and not carried out yet. */
  readonly answered?: { readonly answer: EntryId; readonly choice: ReplayChoice; readonly staffId?: string }
  /** The same number under the same question: one answer may do for all. */
  readonly alike: string
}

/** What an entry says of the scan. Numbers and ids, no names. */
export interface ScanTold {
  /** The station's own clock, UTC. */
  readonly at: string
  readonly branch: string
  readonly stopId?: string
  readonly staffId?: string
  readonly transaction: Transaction
}

/** What came home and has no outcome yet. */
export interface WaitingRow {
  readonly id: EntryId
  readonly hash: string
  /** Instant on the hub. */
  readonly receivedAt: string
  /** Absent where the entry cannot be read. */
  readonly scan?: ScanTold
  /** Absent where it is not the brake that holds it. */
  readonly wait?: Wait
  readonly kinds: readonly ConflictKind[]
  /** What would have been written, where it has been decided. */
  readonly would?: { readonly writes: readonly Action['kind'][]; readonly becomes: Outcome['kind'] }
}

/** Who may answer and change in the office: the library's own list. */
export interface OfficePerson {
  readonly staffId: string
  readonly name: string
}

/** What branches and stops are called, by their ids. */
export interface OfficePlaces {
  readonly branches: Readonly<Record<string, string>>
  readonly stops: Readonly<Record<string, string>>
}

/** Whether the library system knows an item, and what it is. */
export interface KnownItem {
  readonly known: boolean
  readonly title?: string
}

/** One entry of a station's journal with what became of it. */
export interface JournalRow {
  readonly id: EntryId
  readonly hash: string
  readonly arrival: number
  /** Instants on the hub. */
  readonly receivedAt: string
  readonly outcomeAt?: string
  readonly fork: boolean
  /** Whether the library system must learn of it at all. */
  readonly replayed: boolean
  readonly scan?: ScanTold
  readonly outcome?: Outcome
}

export interface JournalPage {
  readonly rows: readonly JournalRow[]
  readonly more: boolean
}

/** Nothing is filed: no such entry, nothing is asked (any more), or not with that choice; or the choice needs a number or a title. */
export type WhyNotFiled = 'no-such-entry' | 'not-asked' | 'not-on-offer' | 'number-missing'

/** What became of an answer that was given in the office. */
export type Filed =
  | { readonly kind: 'filed'; readonly answer: EntryId }
  | { readonly kind: 'not-filed'; readonly why: WhyNotFiled }

/** Of several answers given at once, each by itself. */
export interface AnsweredAll {
  readonly filed: readonly (Filed & { readonly target: EntryId })[]
}

/** What became of taking answers back. */
export interface TakenBack {
  /** They had not been carried out. */
  readonly takenBack: readonly EntryId[]
  /** Carried out already, or no such answer: they stand. */
  readonly tooLate: readonly EntryId[]
}

/** A physical book to find or to move. Never a patron's name: slips lie where others see them. */
export interface PullRow {
  /** The entry that put it on the list. */
  readonly id: EntryId
  /** Caught for a hold, to another branch, looked for, or found again and standing among the others. */
  readonly why: 'hold' | 'transfer' | 'look-for' | 'found' | 'left'
  readonly barcode: string
  readonly title?: string
  readonly holdNumber?: string
  /** Where it is to be taken, in words; where it was scanned. */
  readonly to?: string
  readonly from: string
  /** The station's own clock, UTC. */
  readonly at: string
}

/** Under this name stands the hub's own journal, with what was answered at its page; no station is enrolled under it. */
export const officeStation = 'hub.office'

export interface PullList {
  readonly library: string
  readonly rows: readonly PullRow[]
  /** So many older books may be to be found beside these. */
  readonly older?: number
}

/** One step of one transaction's way, from the scan to the outcome. Numbers and ids, no names. `GET /api/audit` tells them as JSON lines. */
export interface AuditStep extends EntryId {
  readonly hash: string
  readonly step: 'scanned' | 'received' | 'sent' | 'outcome'
  /** UTC: the station's clock for `scanned`, the hub's for the others. */
  readonly at: string
  /** Of `scanned`: who, where and what. Of `sent`: the actions. Of `outcome`: it, and the evidence it rested on. */
  readonly detail: object
}
