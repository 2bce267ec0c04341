import type { HoldRequest } from '../transaction.ts'
import { applied, ask, type Happening, holdIdOf, type ReplayDecision, type ReplayFacts } from './happening.ts'
import { milliseconds } from './scan-order.ts'

/** A hold asked for at the desk gets its place in the queue by the time it was asked for, and so what it would have got by it. */
export function replayHoldRequest(x: Happening<HoldRequest>, facts: ReplayFacts): ReplayDecision {
  const { patron, holds = [] } = facts.patron ?? {}
  if (!patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  const { titleId, pickup } = x.transaction
  const holdId = holdIdOf(x.id)
  const standing = holds.find(hold => hold.titleId === titleId)
  if (standing?.holdId === holdId) return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
  // One placed on the web since then would have been refused: this one stands in its stead, the queue sees to that.
  if (standing && milliseconds(standing.placedAt) <= milliseconds(x.at))
    return { kind: 'decided', actions: [], outcome: { kind: 'refused', code: 'title-already-held' } }
  return applied([{ kind: 'place-hold', holdId, titleId, patronId: patron.patronId, ...pickup, at: x.at }], [])
}
