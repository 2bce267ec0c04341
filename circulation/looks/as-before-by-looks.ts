import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import {
  applied,
  ask,
  type Happening,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayTarget,
} from '../replay/happening.ts'
import type { Undo } from '../transaction.ts'
import { isClaimed, scansBetween } from './scans-between.ts'
import type { Sighting } from './sighting.ts'
import { feeOfNothing, fromItsBeginning, isKept } from './view.ts'

/** How an item stood before the hub's write for an entry, and how it stands now. */
interface Before {
  readonly barcode: string
  readonly was: Sighting
  readonly now: Sighting
  /** Who had it then. */
  readonly patronId?: string
  /** When that loan had begun, where it is known. */
  readonly lentAt?: string
}

/** Undefined where nobody knows how it stood, or such a system lets nobody go back there. */
export function standingBefore({ item, looks, target }: ReplayFacts): Before | undefined {
  if (!target || !item?.item || !looks) return
  const { sightings } = looks
  const written = sightings.findIndex(({ by }) => by === markOf(target.happening.id))
  const [was, now] = [sightings[written - 1], sightings.at(-1)]
  if (!was || !now || hasMoved(sightings.slice(written))) return
  const unwritten = lastUnwritten(item, sightings, stoodSince(sightings.slice(0, written), item.scans), target)
  const isOut = unwritten ? unwritten.kind === 'checkout' : was.status === 'on-loan'
  const patronId = unwritten ? unwritten.patronId : (was.patronId ?? patronSeen(target, was))
  const lentAt = unwritten ? unwritten.at : afterThat(was.since)
  const { barcode } = item.item
  if (isOut) {
    // On the way it would be caught, and a caught copy is lent to its holder only.
    const free = !isKept(now.status) && (now.status === 'in-house' || !now.holds)
    return patronId !== undefined && free ? { barcode, was, now, patronId, ...(lentAt !== undefined && { lentAt }) } : undefined
  }
  if (unwritten) return { barcode, was: { ...was, place: unwritten.branch }, now }
  return was.place !== undefined && !isClaimed(was.status) ? { barcode, was, now } : undefined
}

/** A second later: the loan that was ended is still told of, and is another one. */
function afterThat(since: string | undefined): string | undefined {
  return since === undefined ? undefined : Temporal.Instant.from(since).add({ seconds: 1 }).toString()
}

/** Somebody has had it in hand since the write: what stands now is not what was written. */
function hasMoved([own, ...since]: readonly Sighting[]): boolean {
  if (since.some(({ by }) => by !== undefined && by !== own!.by)) return true
  return scansBetween([own!, ...since]).length > 0
}

/** What happened to it shortly before and was not written because of what is taken back now. */
function lastUnwritten(
  { scans }: ItemEvidence,
  sightings: readonly Sighting[],
  since: string,
  { happening }: ReplayTarget,
): KnownScan | undefined {
  const mark = markOf(happening.id)
  const isBefore = (one: KnownScan) => one.at >= since && one.at <= happening.at && one.mark !== mark
  const isUnwritten = (one: KnownScan) => !one.inferred && !one.unsent && !sightings.some(({ by }) => by === one.mark)
  const found = scans.filter(one => one.mark !== undefined && isBefore(one) && isUnwritten(one))
  return found.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
}

/** When the scan was that left it as it was seen last: what the hub wrote, by the scan that it was written for. A claim is none. */
export function stoodSince(sightings: readonly Sighting[], scans: readonly KnownScan[]): string {
  const isScan = (after: Sighting, index: number) => {
    const before = sightings[index - 1]
    if (!before || after.by !== undefined) return true
    return scansBetween([before, after]).some(({ at, possible }) => at === after.from && !possible)
  }
  const { by, from } = sightings[sightings.findLastIndex(isScan)]!
  return (by !== undefined && scans.find(({ mark }) => mark === by)?.at) || from
}

/** Whose loan the desk saw, unless it was found to be theirs no more: then nobody knows whose it was. */
function patronSeen({ happening: { transaction } }: ReplayTarget, { notWith }: Sighting): string | undefined {
  const seen = transaction.kind === 'checkout' ? transaction.takenFrom : transaction.kind === 'checkin' && transaction.patronId
  return seen && !notWith?.includes(seen) ? seen : undefined
}

/** A person says that it stands as before what was taken back: on that loan, or where it lay. The system dates it now, unless it takes when a loan began. */
export function asBeforeByLooks(x: Happening<Undo>, facts: ReplayFacts): ReplayDecision {
  const before = standingBefore(facts)
  if (!before) return ask('undo-not-exact', ['look-for-it', 'take-back', 'done-by-hand', 'leave-as-is'])
  const { barcode, was, now, patronId, lentAt = x.at } = before
  const { at } = x
  const place = was.place ?? x.branch
  const isOut = now.status === 'on-loan'
  const traces = [{ code: 'trace-stays', barcode } as const, { code: 'holds-to-check', barcode } as const]
  const whose = now.patronId === undefined ? {} : { patronId: now.patronId }
  const ends = { barcode, at, ...fromItsBeginning(now, facts.looks!, at), ...whose }
  const fee = isOut && now.patronId !== patronId ? feeOfNothing(x, now, facts.looks!, barcode) : []
  if (patronId === undefined) {
    const lies = !isOut && now.place === place
    const back: Action = isOut
      ? { kind: 'end-loan', ...ends, branch: place, full: true }
      : { kind: 'take-in', barcode, at, branch: place }
    return applied(lies ? [] : [back], [...fee, ...traces])
  }
  const theirs = isOut && now.patronId === patronId
  const dueOn = was.dueOn ?? now.dueOn ?? at.slice(0, 10)
  const actions: Action[] = [
    ...(isOut ? [{ kind: 'end-loan', ...ends, branch: place, full: false } as const] : []),
    ...(isClaimed(now.status) ? [{ kind: 'take-in', barcode, at, branch: place } as const] : []),
    { kind: 'begin-loan', barcode, patronId, at: lentAt, dueOn, branch: place },
  ]
  return applied(theirs ? [] : actions, [{ code: 'fee-to-check', barcode, patronId }, ...fee, ...traces])
}
