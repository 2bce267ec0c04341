import type { Action } from '../evidence.ts'
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
import { isClaimed } from './scans-between.ts'
import type { Sighting } from './sighting.ts'
import { isKept } from './view.ts'

/** How an item stood before the hub's write for an entry, and how it stands now. */
interface Before {
  readonly barcode: string
  readonly then: Sighting
  readonly now: Sighting
  /** Who had it then. */
  readonly patronId?: string
}

/** Undefined where nobody knows how it stood, or such a system lets nobody go back there. */
export function standingBefore({ item, looks, target }: ReplayFacts): Before | undefined {
  if (!target || !item?.item || !looks) return
  const { sightings } = looks
  const written = sightings.findIndex(({ by }) => by === markOf(target.happening.id))
  const [then, now] = [sightings[written - 1], sightings.at(-1)]
  if (!then || !now) return
  const patronId = then.patronId ?? patronSeen(target)
  const { barcode } = item.item
  if (then.status === 'on-loan') {
    // On the way it would be caught, and a caught copy is lent to its holder only.
    const free = !isKept(now.status) && (now.status === 'in-house' || !now.holds)
    return patronId !== undefined && free ? { barcode, then, now, patronId } : undefined
  }
  return then.place !== undefined && !isClaimed(then.status) ? { barcode, then, now } : undefined
}

/** Whose loan the desk saw. */
function patronSeen({ happening: { transaction } }: ReplayTarget): string | undefined {
  if (transaction.kind === 'checkout') return transaction.takenFrom
  return transaction.kind === 'checkin' ? transaction.patronId : undefined
}

/** A person says that it stands as before what was taken back: on that loan, or where it lay. The system dates it now. */
export function asBeforeByLooks(x: Happening<Undo>, facts: ReplayFacts): ReplayDecision {
  const before = standingBefore(facts)
  if (!before) return ask('undo-not-exact', ['look-for-it', 'take-back', 'leave-as-is'])
  const { barcode, then, now, patronId } = before
  const { at } = x
  const place = then.place ?? x.branch
  const isOut = now.status === 'on-loan'
  const traces = [{ code: 'trace-stays', barcode } as const, { code: 'holds-to-check', barcode } as const]
  const ends = { barcode, at, ...(now.patronId !== undefined && { patronId: now.patronId }) }
  if (patronId === undefined) {
    const lies = !isOut && now.place === place
    const back: Action = isOut
      ? { kind: 'end-loan', ...ends, branch: place, full: true }
      : { kind: 'take-in', barcode, at, branch: place }
    return applied(lies ? [] : [back], traces)
  }
  const theirs = isOut && now.patronId === patronId
  const dueOn = then.dueOn ?? now.dueOn ?? at.slice(0, 10)
  const actions: Action[] = [
    ...(isOut ? [{ kind: 'end-loan', ...ends, branch: place, full: false } as const] : []),
    ...(isClaimed(now.status) ? [{ kind: 'take-in', barcode, at, branch: place } as const] : []),
    { kind: 'begin-loan', barcode, patronId, at, dueOn, branch: place },
  ]
  return applied(theirs ? [] : actions, [{ code: 'fee-to-check', barcode, patronId }, ...traces])
}
