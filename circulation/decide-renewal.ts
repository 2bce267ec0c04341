import type { DueDate, RenewalDecision } from './decision.ts'
import { dueDate } from './due-date.ts'
import { stillOpen } from './overrides.ts'
import { patronRefusals } from './patron-refusals.ts'
import type { RefusalCode } from './refusals.ts'
import { loanRuleFor } from './rules-for.ts'
import type { Override } from './transaction.ts'
import type { DeskPlace, ItemFacts, Moment, PatronFacts } from './truth.ts'

/** Decides whether the patron may keep the item longer, counted from today. */
export function decideRenewal(
  item: ItemFacts,
  patron: PatronFacts,
  place: DeskPlace,
  overrides: readonly Override[],
  now: Moment,
): RenewalDecision {
  const { loan } = item
  const { patronId } = patron.patron
  if (loan?.patronId !== patronId) return { kind: 'refuse', code: 'not-on-loan-to-patron' }
  if (patron.patron.blocks.includes('card-lost')) return { kind: 'refuse', code: 'card-lost' }
  if (item.holds.some(hold => hold.patronId !== patronId && hold.state.kind === 'queued')) {
    return { kind: 'refuse', code: 'renewal-held' }
  }
  const reasons = patronRefusals(patron, place.rules, now.today).filter(code => concernsRenewal(code, place))
  if (loan.renewals >= loanRuleFor(item.item, patron.patron, place).renewals) reasons.push('no-more-renewals')
  const codes = stillOpen(reasons, overrides)
  if (codes.length > 0) return { kind: 'ask', codes }
  return { kind: 'renew', due: neverEarlier(dueDate(item.item, patron.patron, place, now.today), loan.dueOn) }
}

/** A renewal adds no loan, and whether fees stop it is the library's choice. */
function concernsRenewal(code: RefusalCode, { rules }: DeskPlace): boolean {
  return code !== 'patron-too-many-loans' && (code !== 'patron-fees' || rules.feesBlockRenewals)
}

function neverEarlier(due: DueDate, presentDueOn: string): DueDate {
  return due.dueOn < presentDueOn ? { dueOn: presentDueOn, because: 'period' } : due
}
