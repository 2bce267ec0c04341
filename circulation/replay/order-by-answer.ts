import type { KnownScan } from '../evidence.ts'
import { placeByLooks } from '../looks/view.ts'
import { type Happening, type ReplayFacts, scanOf } from './happening.ts'
import { patronOf } from './patron-side.ts'
import { milliseconds, placeScan, scanKey, scansIn } from './scan-order.ts'

/** Where a person says the scan belongs: after all that its clock leaves open, or before what is kept instead of it. */
export type SaidPlace = 'last' | 'before-loans' | 'before-returns'

/** The happening in the place a person gave it among the scans that it could not be ordered against; what the clocks prove stays. */
export function orderedByAnswer(x: Happening, facts: ReplayFacts, place: SaidPlace): Happening {
  const scan = scanIn(x, facts)
  const placing =
    scan && facts.item && (facts.looks ? placeByLooks(scan, facts.item, facts.looks) : placeScan(scan, scansIn(facts.item)))
  if (placing?.kind !== 'unclear') return x
  const { rivals } = placing
  const isAfterUs = (rival: KnownScan) =>
    place !== 'last' && (isKept(rival, place) || milliseconds(rival.at) > milliseconds(x.at))
  const none = place !== 'last' && !rivals.some(isAfterUs)
  const before = none ? rivals : rivals.filter(isAfterUs)
  const after = rivals.filter(rival => !before.includes(rival))
  return { ...x, order: { after: after.map(scanKey), before: before.map(scanKey) } }
}

function isKept({ kind }: KnownScan, place: SaidPlace): boolean {
  return kind === (place === 'before-loans' ? 'checkout' : 'checkin')
}

function scanIn(x: Happening, { patron }: ReplayFacts): KnownScan | undefined {
  const { transaction } = x
  if (transaction.kind === 'checkout') return scanOf(x, 'checkout', patronOf({ ...x, transaction }, patron)?.patronId)
  // An undo because the book is here is a return.
  if (transaction.kind === 'checkin' || transaction.kind === 'undo') return scanOf(x, 'checkin')
}
