import type { Action, ItemEvidence } from '../evidence.ts'
import { wentOn } from './erase-written.ts'
import { type Happening, scanOf } from './happening.ts'
import { byInstant, cameBefore, lastOf, scansIn } from './scan-order.ts'
import { saidToEndAt } from './what-covered.ts'

/**
 * A scan that never was and was never sent, but waited for a person: what was written down as before it has nothing after it now. A loan that it was
 * said to have ended goes on, and an item that came back before it lies where that was.
 */
export function eraseUnsent(target: Happening, evidence: ItemEvidence): readonly Action[] {
  const { kind } = target.transaction
  if (kind !== 'checkout' && kind !== 'checkin') return []
  const own = scanOf(target, kind)
  const scans = scansIn(evidence).filter(({ unsent }) => !unsent)
  const { barcode } = evidence.item!
  const next = scans.filter(scan => cameBefore(own, scan, scans)).toSorted(byInstant)[0]
  const ended = saidToEndAt(own, evidence)
  if (ended) return [wentOn(ended, next, { ...evidence, scans })]
  const last = lastOf(scans)
  if (next || evidence.loan || last?.kind !== 'checkin' || last.branch === evidence.place) return []
  return [{ kind: 'erase-scan', barcode, entry: target.id, place: last.branch }]
}
