import type { Action, ItemEvidence } from '../evidence.ts'
import { isCaughtWith } from '../hold-turn.ts'
import type { HoldRequest } from '../transaction.ts'
import { applied, ask, type Happening, holdIdOf, type ReplayDecision, type ReplayFacts } from './happening.ts'
import { catchOtherCopies, firstCopyForHold } from './other-copies.ts'
import { milliseconds } from './scan-order.ts'

/**
 * A hold asked for at the desk gets its place in the queue by the time it was asked for, and what it would have got by it: the patron's loan
 * of a copy since then fills it, a copy that came back since then goes to it before anybody who asked later.
 */
export function replayHoldRequest(x: Happening<HoldRequest>, facts: ReplayFacts): ReplayDecision {
  const { patron, holds = [] } = facts.patron ?? {}
  if (!patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  const { titleId, pickup } = x.transaction
  const holdId = holdIdOf(x.id)
  const standing = holds.find(hold => hold.titleId === titleId)
  if (standing?.holdId === holdId) return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
  const asked = milliseconds(x.at)
  // One placed on the web since then would have been refused; this one stands in its stead.
  if (standing && milliseconds(standing.placedAt) <= asked)
    return { kind: 'decided', actions: [], outcome: { kind: 'refused', code: 'title-already-held' } }
  const { patronId } = patron
  const { copies = [] } = facts
  const place: Action[] = [
    ...(standing ? [{ kind: 'cancel-hold', holdId: standing.holdId, at: x.at } as const] : []),
    { kind: 'place-hold', holdId, titleId, patronId, ...pickup, at: x.at },
  ]
  const lent = copies.find(copy => wasLent(copy, patronId, asked))
  if (lent) return applied([...place, { kind: 'fill-hold', holdId, at: x.at }], [])
  const own = copies.find(({ item }) => standing && item && isCaughtWith(standing, item.barcode))
  // In doubt whether the copy came before or after, whoever asked is favoured.
  const turn = firstCopyForHold(x.at, asked - x.uncertaintyMs, own ? [own] : copies)
  if (!turn) return applied(place, [])
  const { barcode, at, branch, keptFor } = turn
  const back: Action[] =
    keptFor && keptFor.holdId !== standing?.holdId ? [{ kind: 'put-hold-back', holdId: keptFor.holdId, at }] : []
  // Whoever had it gets the next that came.
  const left = copies.filter(({ item }) => item?.barcode !== barcode)
  const next = back.length > 0 && keptFor ? catchOtherCopies([keptFor], () => milliseconds(at), left).actions : []
  return applied([...place, ...back, { kind: 'catch-hold', barcode, holdId, at, branch }, ...next], [])
}

function wasLent({ loan, pastLoans }: ItemEvidence, patronId: string, since: number): boolean {
  return [...pastLoans, ...(loan ? [loan] : [])].some(one => one.patronId === patronId && milliseconds(one.lentAt) > since)
}
