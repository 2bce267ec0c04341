import type { Outcome } from '../outcome.ts'
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
  // Which of two holds stands, the queue says where copies tell of it.
  const hasOne = standing && milliseconds(standing.placedAt) <= milliseconds(x.at) && !facts.copies?.length
  if (hasOne) return { kind: 'decided', actions: [], outcome: alreadyHeld }
  return applied([{ kind: 'place-hold', holdId, titleId, patronId: patron.patronId, ...pickup, at: x.at }], [])
}

/** Of a second hold of one patron on a title. */
export const alreadyHeld: Outcome = { kind: 'refused', code: 'title-already-held' }
