import type { HoldRequest } from '../transaction.ts'
import { applied, ask, type Happening, type ReplayDecision, type ReplayFacts } from './happening.ts'
import { holdIdOf } from './replay-undo.ts'

/** A hold asked for at the desk gets its place in the queue by the time it was asked for. */
export function replayHoldRequest(x: Happening<HoldRequest>, facts: ReplayFacts): ReplayDecision {
  const { patron, holds = [] } = facts.patron ?? {}
  if (!patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  const { titleId, pickup } = x.transaction
  const holdId = holdIdOf(x)
  const standing = holds.find(hold => hold.titleId === titleId)
  if (standing?.holdId === holdId) return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
  if (standing) return { kind: 'decided', actions: [], outcome: { kind: 'refused', code: 'title-already-held' } }
  const { patronId } = patron
  return applied([{ kind: 'place-hold', holdId, titleId, patronId, ...pickup, at: x.at }], [])
}
