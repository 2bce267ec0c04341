import { Temporal } from 'temporal-polyfill'
import type { CheckinDecision } from './decision.ts'
import { holdForCopy } from './hold-turn.ts'
import type { Loan } from './loan.ts'
import type { Branch } from './place.ts'
import type { Destination } from './transaction.ts'
import type { DeskPlace, ItemFacts, Moment } from './truth.ts'

/** Decides where an item that comes back goes. It is never refused: it is here. */
export function decideCheckin(facts: ItemFacts, place: DeskPlace, now: Moment): CheckinDecision {
  return {
    ...(facts.loan ? { loan: facts.loan } : {}),
    destination: destination(facts, place),
    provisional: facts.item === undefined || !place.registerComplete,
    daysOverdue: facts.loan ? daysOverdue(facts.loan, now.today) : 0,
  }
}

function destination(facts: ItemFacts, place: DeskPlace): Destination {
  const { item } = facts
  if (!item) return { kind: 'look-at', why: 'unknown-item' }
  const status = item.circulationStatus
  if (status === 'withdrawn') return { kind: 'look-at', why: 'withdrawn' }
  const hold = status === 'not-for-loan' ? undefined : holdForCopy(facts)
  if (hold) return { kind: 'hold', holdId: hold.holdId, holdNumber: hold.holdNumber, ...hold.pickup }
  if (status === 'lost' || status === 'missing' || status === 'claims-returned') return { kind: 'look-at', why: 'lost-found' }
  if (item.homeBranch !== place.branch.branch && !floats(place.branch)) return { kind: 'transfer', branch: item.homeBranch }
  return { kind: 'shelf' }
}

/** Items stay where they come back: the rule on a bus, a choice of the library elsewhere. */
function floats(branch: Branch): boolean {
  return branch.floating ?? branch.kind === 'bookmobile'
}

function daysOverdue(loan: Loan, today: string): number {
  return Math.max(0, Temporal.PlainDate.from(loan.dueOn).until(today, { largestUnit: 'days' }).days)
}
