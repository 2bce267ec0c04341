import type { KnownScan } from '../evidence.ts'
import { placeByLooks } from '../looks/view.ts'
import { type Answer, entryKey, type Transaction } from '../transaction.ts'
import { type Happening, type ReplayFacts, type SaidPlace, scanOf } from './happening.ts'
import { patronOf } from './patron-side.ts'
import { milliseconds, type Placing, placeScan, scanKey, scansIn } from './scan-order.ts'

/** The happening in the place a person gave it among the scans that it could not be ordered against; what the clocks prove stays. */
export function orderedByAnswer(x: Happening, facts: ReplayFacts, place: SaidPlace): Happening {
  const placing = placingOf(x, facts)
  if (placing?.kind !== 'unclear') return x
  const { rivals } = placing
  const isAfterUs = (rival: KnownScan) =>
    place !== 'last' && (isKept(rival, place) || milliseconds(rival.at) > milliseconds(x.at))
  const none = place !== 'last' && !rivals.some(isAfterUs)
  const before = none ? rivals : rivals.filter(isAfterUs)
  const after = rivals.filter(rival => !before.includes(rival))
  return { ...x, order: { after: after.map(scanKey), before: before.map(scanKey) } }
}

/** The happening where a person has put it before, though they are asked something else by now. */
export function asSaidBefore(x: Happening, facts: ReplayFacts): Happening {
  const said = facts.looks?.said
  return x.order || !said || isOvertaken(x, facts, said.at) ? x : orderedByAnswer(x, facts, said.place)
}

/** What an answer to the question of the order says; undefined where it says nothing of it. */
export function placeSaid(
  kind: Transaction['kind'],
  { question, choice }: Pick<Answer, 'question' | 'choice'>,
): SaidPlace | undefined {
  if (question !== 'order-unclear') return
  if (choice === 'keep-newer-loan') return 'before-loans'
  if (choice === 'take-back') return kind === 'checkout' ? 'before-returns' : 'last'
  return choice === 'lend-to-patron' ? 'last' : undefined
}

/** Whether something that it cannot be ordered against came home or was first seen after a person spoke (instant, UTC): their word says nothing of that. */
export function isOvertaken(x: Happening, facts: ReplayFacts, saidAt: string): boolean {
  const placing = placingOf(x, facts)
  if (placing?.kind !== 'unclear') return false
  const unheard = new Set(facts.unheard?.map(entryKey))
  if (placing.rivals.some(({ entry }) => entry && unheard.has(entryKey(entry)))) return true
  if (!facts.looks) return false
  const { sightings, unseen } = facts.looks
  // What leaves no trace is seen anew at every look; nobody brings it back at once.
  const grace = ({ at }: KnownScan) => (sightings.some(({ from }) => from === at) ? 0 : unseen.afterMs)
  return placing.rivals.some(one => one.inferred && milliseconds(one.at) > milliseconds(saidAt) + grace(one))
}

function placingOf(x: Happening, facts: ReplayFacts): Placing | undefined {
  const scan = scanIn(x, facts)
  if (!scan || !facts.item) return
  return facts.looks ? placeByLooks(scan, facts.item, facts.looks) : placeScan(scan, scansIn(facts.item))
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
