import type { Action, ItemEvidence } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import { entryKey } from '../transaction.ts'
import { markOf } from './happening.ts'
import { knownOfTitle } from './known-of-title.ts'
import { byTurn, type Expiry } from './title-events.ts'
import { type Turn, turnsOf } from './title-queue.ts'

/** The queue as the library system has it, and as it should be. */
export interface QueueKnown {
  /** Active, with the request that is written now. */
  readonly standing: readonly Hold[]
  /** Everybody whose turn is known, in queue order. */
  readonly asked: readonly Hold[]
  readonly turns: ReadonlyMap<string, Turn>
  readonly expiries: readonly Expiry[]
  /** Expiries whose fee stands. */
  readonly charged: ReadonlySet<string>
  /** Holds that what is taken back now had given a copy: they have no claim to it. */
  readonly givenInVain: ReadonlySet<string>
}

/**
 * The queue of a title as it is known when these actions are written. `before`: its copies without them. `undone`: a request that never was.
 * `shelfMs`: how long a copy is kept ready.
 */
export function queueKnown(
  copies: readonly ItemEvidence[],
  actions: readonly Action[],
  before: readonly ItemEvidence[],
  undone: string | undefined,
  shelfMs: number,
): QueueKnown {
  const requested = actions.flatMap(action => (action.kind === 'place-hold' ? asPlaced(action) : []))
  const active = new Map([...copies.flatMap(({ holds }) => holds), ...requested].map(hold => [hold.holdId, hold]))
  const standing = [...active.values()].filter(({ holdId }) => holdId !== undone)
  const { gone, ...title } = knownOfTitle(copies, standing)
  const asked = title.asked.filter(({ holdId }) => holdId !== undone)
  const first = turnsOf({ ...title, asked }, shelfMs)
  // Withdrawn, or nobody knows: whatever still waits or expires here and is not in the system's queue never was.
  const isGone = ({ holdId }: Hold) => gone.has(holdId) && first.get(holdId)?.kind !== 'filled'
  const left = asked.filter(hold => !isGone(hold))
  const turns = left.length === asked.length ? first : turnsOf({ ...title, asked: left }, shelfMs)
  const charged = new Set(copies.flatMap(({ fees }) => fees.map(({ feeId }) => feeId)))
  const erased = actions.filter(action => action.kind === 'erase-scan')
  const withErased = () => turnsOf({ ...knownOfTitle(before, standing), asked }, shelfMs)
  const byTurns = erased.length > 0 ? givenByErased(erased, before, withErased()) : []
  const givenInVain = new Set([...erased.flatMap(action => stillWaiting(action, copies)), ...byTurns])
  return { standing, asked: left.toSorted(byTurn), turns, expiries: title.expiries, charged, givenInVain }
}

type Erased = Extract<Action, { kind: 'erase-scan' }>

/** Whose turn that scan, which never was, had made it: what came home before it was written may have told of it already. */
function givenByErased(
  erased: readonly Erased[],
  before: readonly ItemEvidence[],
  turns: ReadonlyMap<string, Turn>,
): readonly string[] {
  return erased.flatMap(({ barcode, entry }) => {
    const scans = before.find(({ item }) => item!.barcode === barcode)?.scans ?? []
    const at = scans.find(scan => scan.entry && entryKey(scan.entry) === entryKey(entry))?.at
    return [...turns].flatMap(([holdId, turn]) => {
      return turn.kind === 'kept' && turn.barcode === barcode && turn.at === at ? [holdId] : []
    })
  })
}

/** Holds that still waited when that scan was written. */
function stillWaiting({ entry }: Erased, copies: readonly ItemEvidence[]): readonly string[] {
  const before = copies.flatMap(({ priors }) => priors.flatMap(({ mark, holds }) => (mark === markOf(entry) ? holds : [])))
  return before.flatMap(({ holdId, state }) => (state.kind === 'queued' ? [holdId] : []))
}

function asPlaced({ holdId, titleId, patronId, branch, stopId, at }: Extract<Action, { kind: 'place-hold' }>): Hold {
  const pickup = { branch, ...(stopId !== undefined && { stopId }) }
  return { holdId, titleId, patronId, placedAt: at, pickup, holdNumber: '', state: { kind: 'queued' } }
}
