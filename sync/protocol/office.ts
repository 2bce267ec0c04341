import type { Difference } from '../../circulation/compare-written.ts'
import type { ConflictKind } from '../../circulation/conflict-kinds.ts'
import type { Asked } from '../../circulation/decide-answer.ts'
import type { Action } from '../../circulation/evidence.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Ladder } from '../../circulation/replay-ladder.ts'
import type { EntryId, Transaction } from '../../circulation/transaction.ts'
import type { BrakeSettings, WaitReason } from './brake.ts'

/*
 * What the hub and its own page say to each other, with the hub's own token:
 *
 *   GET  /api/office/brake                       -> BrakeState
 *   POST /api/office/brake   {by, change}        -> BrakeState, or 400 `brake` where the change cannot be read
 *   GET  /api/office/held                        -> what is held back, and what would be written
 *   GET  /api/office/preview?station=STATION     -> Preview of what waits (of one station or all)
 *   POST /api/office/preview  a carried journal  -> Preview of it, or 400 `journal`
 *   GET  /api/office/stations                    -> {stations: StationRow[]}
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
  /** How old its data may be, in milliseconds; known of a station with a token of its own. */
  readonly dataAgeMs?: number
  /** Why its entries wait, where it is the brake that holds them: how many for each reason. */
  readonly held: Readonly<Partial<Record<WaitReason, number>>>
}

/** A transaction that waits for a person, as an office desk is shown it. Numbers and ids, no names. */
export interface OpenQuestion {
  readonly id: EntryId
  readonly hash: string
  /** Instant on the hub. */
  readonly receivedAt: string
  readonly asked: Asked
  /** Absent where the entry cannot be read. */
  readonly scan?: {
    /** The station's own clock, UTC. */
    readonly at: string
    readonly branch: string
    readonly stopId?: string
    readonly staffId?: string
    readonly transaction: Transaction
  }
  /** The same number under the same question: one answer may do for all. */
  readonly alike: string
}
