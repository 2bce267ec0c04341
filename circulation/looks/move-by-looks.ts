import { applied, ask, type Happening, historyOnly, markOf, type ReplayDecision, type ReplayFacts } from '../replay/happening.ts'
import { patronOf } from '../replay/patron-side.ts'
import { cameBefore, milliseconds } from '../replay/scan-order.ts'
import type { Move } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import type { Sighting } from './sighting.ts'
import { dayOf, feeOfNothing, fromItsBeginning } from './view.ts'

/** A loan on the wrong card, where a loan cannot be moved: it ends and begins anew on the right one, while it is still the last thing that happened. */
export function moveByLooks(x: Happening<Move>, { item, looks, patron: side, target }: ReplayFacts): ReplayDecision {
  const patron = patronOf(x, side)
  const now = looks?.sightings.at(-1)
  if (!target || !item?.item || !now) return ask('undo-not-exact', ['leave-as-is', 'try-again'])
  if (!patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  // What waits for a person may still become the loan.
  if (!target.outcome || target.outcome.kind === 'needs-person') return { kind: 'wait' }
  const { barcode } = item.item
  if (now.status === 'on-loan' && now.patronId === patron.patronId) return doneByHand(x, now, looks!.sightings, barcode)
  const wasWritten = looks!.sightings.some(({ by }) => by === markOf(target.happening.id))
  if (!wasWritten) return historyOnly([], [{ code: 'loan-not-recorded', barcode }])
  const { fromPatronId, target: id, dueOn } = x.transaction
  const { scans } = item
  const scan = scans.find(({ entry }) => entry && entryKey(entry) === entryKey(id))
  const isLast = !!scan && scans.every(other => other === scan || cameBefore(other, scan, scans))
  if (!isLast || now.status !== 'on-loan' || now.patronId !== fromPatronId)
    return ask('undo-not-exact', ['done-by-hand', 'leave-as-is', 'look-for-it'])
  if (now.holds) return ask('kept-for-another', ['try-again', 'leave-as-is', 'look-for-it'])
  const { branch } = scan
  return applied(
    [
      {
        kind: 'end-loan',
        barcode,
        patronId: fromPatronId,
        at: x.at,
        ...fromItsBeginning(now, looks!, x.at),
        branch,
        full: false,
      },
      { kind: 'begin-loan', barcode, patronId: patron.patronId, at: scan.at, dueOn, branch },
    ],
    [
      { code: 'moved', barcode },
      { code: 'trace-stays', barcode, patronId: fromPatronId },
      ...feeOfNothing(x, now, looks!, barcode),
    ],
  )
}

/** Somebody has seen to it by hand, later than it was told: until then it ran on the first card, whose patron owes nothing for that. */
function doneByHand(
  { transaction: { fromPatronId }, zone }: Happening<Move>,
  now: Sighting,
  sightings: readonly Sighting[],
  barcode: string,
): ReplayDecision {
  const before = sightings.findLast(({ patronId }) => patronId === fromPatronId)
  const day = dayOf(milliseconds(now.since ?? now.from), zone)
  if (before?.dueOn === undefined || before.dueOn >= day)
    return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
  return applied([], [{ code: 'fee-to-check', barcode, patronId: fromPatronId }])
}
