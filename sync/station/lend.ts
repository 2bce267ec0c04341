import { decideCheckout } from '../../circulation/decide-checkout.ts'
import type { CheckoutDecision } from '../../circulation/decision.ts'
import { type RefusalCode, refusal } from '../../circulation/refusals.ts'
import type { Checkout, Override } from '../../circulation/transaction.ts'
import type { ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { choice, words } from './desk-words.ts'
import { withOverrides } from './facts.ts'
import { doneInStack } from './in-stack.ts'
import { ask, askOverride } from './questions.ts'
import type { PatronVisit, Scan, Verdict, Words } from './session.ts'
import { takeBackFirst } from './take-back.ts'
import { dueFact, named } from './verdicts.ts'

/** An item in somebody's hand while a patron is open. */
export interface LendRequest {
  readonly scan: Scan
  readonly item: ItemFacts
  /** What staff have answered for this item so far. */
  readonly given?: readonly Override[]
  /** On whose loan it stood until it was taken back just before. */
  readonly takenFrom?: string
}

/** Lends, asks, confirms or refuses; an item on somebody else's loan is taken back and never lent by its scan. */
export function lend(act: Act, request: LendRequest): void {
  const { visit } = act.session
  const { patron, place } = act.facts
  if (!visit || !patron) return act.refuse('card-unknown')
  const { item, scan, given = [], takenFrom } = request
  const overrides = withOverrides(visit.overridden, given)
  const asked = { visitId: visit.visitId, overrides, foreignLoanTakenBack: takenFrom !== undefined }
  const decision = decideCheckout(item, patron, place, asked, act.now.moment)
  switch (decision.kind) {
    case 'lend':
      recordLoan(act, visit, request, decision, overrides)
      return sayLoan(act, visit, item, decision)
    case 'already-lent':
      return act.say(about(item, patron, { word: words('verdict.already-lent'), fact: dueDay(decision.loan.dueOn) }))
    case 'own-loan':
      return askOwnLoan(act, scan, item, decision.loan.dueOn)
    case 'foreign-loan':
      return takeBackFirst(act, scan, item, decision.loan.patronId)
    case 'ask': {
      const { codes, hold } = decision
      const why = { scan, item, codes, given, ...(hold && { hold }), ...(takenFrom && { takenFrom }) }
      if (!askOverride(act, why)) refuseItem(act, item, codes.find(code => refusal(code).mayOverride === 'lead') ?? codes[0]!)
      return
    }
    case 'refuse':
      return refuseItem(act, item, decision.code, decision.ageLimit)
  }
}

type Lends = Extract<CheckoutDecision, { kind: 'lend' }>

/** The loan and its gate job in one append; the due date is the promise made to the patron. It says nothing. */
export function recordLoan(
  act: Act,
  visit: PatronVisit,
  { item, takenFrom }: LendRequest,
  { due, fillsHold, provisional }: Lends,
  overrides: readonly Override[],
): void {
  const { barcode } = named(item)
  const { card, patronId, visitId } = visit
  const checkout: Checkout = {
    kind: 'checkout',
    barcode,
    card,
    patronId,
    visitId,
    dueOn: due.dueOn,
    overrides,
    ...(fillsHold && { fillsHold: fillsHold.holdId }),
    ...(provisional && { provisional }),
    ...(takenFrom && { takenFrom }),
  }
  act.writeLine(checkout, named(item))
  act.security(barcode, false)
  doneInStack(act, barcode, due.dueOn, 'under-way')
}

function sayLoan(act: Act, { patronId }: PatronVisit, item: ItemFacts, { due, provisional }: Lends): void {
  const { barcode, title } = named(item)
  act.say({
    shape: 'yes',
    word: words(provisional ? 'verdict.lent-unchecked' : 'verdict.lent'),
    patronId,
    barcode,
    ...(title && { title }),
    ...(provisional && { note: words('detail.not-in-register') }),
    fact: dueFact(due, act.now),
  })
}

/** The item stays here, and the plane says why. */
export function refuseItem(act: Act, item: ItemFacts, code: RefusalCode, ageLimit?: number): void {
  recordRefusal(act, item, code)
  sayRefusal(act, item, code, ageLimit)
}

/** What the plane says of a refusal that stands in the list already. */
export function sayRefusal(act: Act, item: ItemFacts, code: RefusalCode, ageLimit?: number, note?: Words): void {
  const { visit } = act.session
  const { barcode, title } = named(item)
  act.refuse(code, {
    barcode,
    ...(title && { title }),
    ...(visit && { patronId: visit.patronId }),
    ...(note && { note }),
    ...(ageLimit !== undefined && { fact: { label: words('label.age-limit'), value: { kind: 'age', years: ageLimit } } }),
  })
}

/** The refusal's line and entry. An unknown number is not written down: it could be anything, also somebody's identity. */
export function recordRefusal(act: Act, item: ItemFacts, code: RefusalCode): void {
  const { visit } = act.session
  const { patronId, visitId } = visit ?? {}
  const name = named(item)
  const known = item.item ?? item.loan
  const refused = { kind: 'refused', ...(known && { barcode: name.barcode }), ...(patronId && { patronId }), code } as const
  act.writeLine(refused, name, visitId ? { visitId } : {})
}

function askOwnLoan(act: Act, scan: Scan, item: ItemFacts, dueOn: string): void {
  const { barcode, title } = named(item)
  const choices = [choice('return'), choice('renew'), choice('no')]
  const question = { about: 'own-loan', scan, barcode, ...(title && { title }), choices } as const
  ask(act, question, { note: words('ask.own-loan'), fact: { ...dueDay(dueOn), label: words('label.due-now') } })
}

function about(item: ItemFacts, { patron }: PatronFacts, more: Pick<Verdict, 'word' | 'fact'>): Omit<Verdict, 'number'> {
  const { barcode, title } = named(item)
  return { shape: 'yes', barcode, ...(title && { title }), patronId: patron.patronId, ...more }
}

function dueDay(day: string): NonNullable<Verdict['fact']> {
  return { label: words('label.due'), value: { kind: 'day', day } }
}
