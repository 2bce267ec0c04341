import type { ConflictKind } from '../../circulation/conflict-kinds.ts'
import type { Ladder } from '../../circulation/replay-ladder.ts'
import type { BrakeSettings } from './brake.ts'

/*
 * What the hub and its own page say to each other, with the hub's own token:
 *
 *   GET  /api/office/brake                       -> BrakeState
 *   POST /api/office/brake   {by, change}        -> BrakeState, or 400 `brake` where the change cannot be read
 *   GET  /api/office/held                        -> what is held back, and what would be written
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
