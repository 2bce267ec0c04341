import { decidingAge } from './ages.ts'
import type { CheckoutDecision } from './decision.ts'
import { dueDate } from './due-date.ts'
import { holdFilledFor, holdForCopy } from './hold-turn.ts'
import type { Item, ItemStatus } from './item.ts'
import { stillOpen } from './overrides.ts'
import { patronRefusals } from './patron-refusals.ts'
import type { RefusalCode } from './refusals.ts'
import { loanRuleFor } from './rules-for.ts'
import type { Override } from './transaction.ts'
import type { DeskPlace, ItemFacts, Moment, PatronFacts } from './truth.ts'

export interface CheckoutRequest {
  readonly visitId: string
  /** What staff have answered so far: for this item, and for the patron in this visit. Who may answer is checked before. */
  readonly overrides: readonly Override[]
  /** The item stood on somebody else's loan and has just been taken back. */
  readonly foreignLoanTakenBack?: boolean
}

/** Decides about an item scanned while a patron is open. Records nothing; the same facts give the same decision. */
export function decideCheckout(
  item: ItemFacts,
  patron: PatronFacts,
  place: DeskPlace,
  request: CheckoutRequest,
  now: Moment,
): CheckoutDecision {
  return onLoan(item, patron, request) ?? forbidden(item, patron, now) ?? askOrLend(item, patron, place, request, now)
}

/** Taking back is not lending: an item on loan is never refused here, whatever stands against lending it to this patron. */
function onLoan({ loan }: ItemFacts, { patron }: PatronFacts, request: CheckoutRequest): CheckoutDecision | undefined {
  if (!loan) return undefined
  if (loan.patronId !== patron.patronId) return request.foreignLoanTakenBack ? undefined : { kind: 'foreign-loan', loan }
  return { kind: loan.visitId === request.visitId ? 'already-lent' : 'own-loan', loan }
}

function forbidden({ item }: ItemFacts, { patron }: PatronFacts, now: Moment): CheckoutDecision | undefined {
  if (item?.ageLimit) {
    const age = decidingAge(patron, now.today)
    if (age === undefined) return { kind: 'refuse', code: 'age-unknown', ageLimit: item.ageLimit }
    if (age < item.ageLimit) return { kind: 'refuse', code: 'age-limit', ageLimit: item.ageLimit }
  }
  return patron.blocks.includes('card-lost') ? { kind: 'refuse', code: 'card-lost' } : undefined
}

function askOrLend(
  facts: ItemFacts,
  patron: PatronFacts,
  place: DeskPlace,
  request: CheckoutRequest,
  now: Moment,
): CheckoutDecision {
  const turn = holdForCopy(facts)
  const reasons = [...patronRefusals(patron, place.rules, now.today), ...itemReasons(facts.item, patron, place)]
  if (turn && turn.patronId !== patron.patron.patronId) reasons.push('held-for-another')
  const codes = stillOpen(reasons, request.overrides)
  if (codes.length > 0) return { kind: 'ask', codes, ...(turn && codes.includes('held-for-another') ? { hold: turn } : {}) }

  const fillsHold = isForHolder(request) ? turn : holdFilledFor(facts, patron.patron.patronId)
  const due = dueDate(facts.item, patron.patron, place, now.today)
  return { kind: 'lend', due, ...(fillsHold ? { fillsHold } : {}), provisional: facts.item === undefined }
}

/** Somebody of the family takes it to whoever waits for it. */
function isForHolder({ overrides }: Pick<CheckoutRequest, 'overrides'>): boolean {
  return overrides.some(({ code, reason }) => code === 'held-for-another' && reason === 'family-member')
}

const statusReasons: Record<ItemStatus, readonly RefusalCode[]> = {
  ok: [],
  lost: ['item-lost'],
  missing: ['item-missing'],
  'claims-returned': ['item-claims-returned'],
  withdrawn: ['item-withdrawn'],
  'not-for-loan': ['item-not-for-loan'],
}

function itemReasons(item: Item | undefined, patron: PatronFacts, place: DeskPlace): RefusalCode[] {
  if (!item) return place.registerComplete ? ['number-unknown'] : []
  const codes: RefusalCode[] = [...statusReasons[item.circulationStatus]]
  if (item.itemType === undefined) return codes
  const { maxOfType } = loanRuleFor(item, patron.patron, place)
  const ofType = patron.loans.filter(loan => loan.item?.itemType === item.itemType).length
  if (maxOfType !== undefined && ofType >= maxOfType) codes.push('too-many-of-type')
  const { groupCategories, notForGroups } = place.rules
  if (groupCategories.includes(patron.patron.category) && notForGroups.includes(item.itemType)) codes.push('not-for-groups')
  return codes
}
