import type { Action, ItemEvidence } from '../evidence.ts'
import { isCaughtWith } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { HoldRequest } from '../transaction.ts'
import { applied, ask, type Happening, holdIdOf, type ReplayDecision, type ReplayFacts } from './happening.ts'
import { milliseconds, scansIn } from './scan-order.ts'

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
  const turn = copyFor(asked, copies, standing)
  if (!turn) return applied(place, [])
  const { barcode, at, branch, from } = turn
  const back: Action[] = from && from !== standing ? [{ kind: 'put-hold-back', holdId: from.holdId, at }] : []
  return applied([...place, ...back, { kind: 'catch-hold', barcode, holdId, at, branch }], [])
}

function wasLent({ loan, pastLoans }: ItemEvidence, patronId: string, since: number): boolean {
  return [...pastLoans, ...(loan ? [loan] : [])].some(one => one.patronId === patronId && milliseconds(one.lentAt) > since)
}

/** The copy that came back since then and lies in the house: a free one, else the one kept for whoever asked last. */
function copyFor(asked: number, copies: readonly ItemEvidence[], standing: Hold | undefined) {
  const inHouse = copies.flatMap(copy => {
    const { item, loan } = copy
    const last = scansIn(copy).findLast(({ unsent }) => !unsent)
    if (!item || loan || item.circulationStatus !== 'ok' || last?.kind !== 'checkin' || milliseconds(last.at) <= asked) return []
    const from = copy.holds.find(hold => isCaughtWith(hold, item.barcode))
    return [{ barcode: item.barcode, at: last.at, branch: last.branch, from }]
  })
  const asksLater = ({ from }: (typeof inHouse)[number]) => from === undefined || milliseconds(from.placedAt) > asked
  const own = standing && inHouse.find(({ from }) => from?.holdId === standing.holdId)
  const lateness = ({ from }: (typeof inHouse)[number]) => (from ? milliseconds(from.placedAt) : Number.POSITIVE_INFINITY)
  return own ?? inHouse.filter(asksLater).toSorted((a, b) => lateness(b) - lateness(a))[0]
}
