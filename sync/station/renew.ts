import { decideRenewal } from '../../circulation/decide-renewal.ts'
import type { RenewalDecision } from '../../circulation/decision.ts'
import { numberKey } from '../../circulation/numbers.ts'
import { type RefusalCode, refusal } from '../../circulation/refusals.ts'
import type { Override } from '../../circulation/transaction.ts'
import type { ItemFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { withOverrides } from './facts.ts'
import { doneInStack } from './in-stack.ts'
import { recordRefusal, refuseItem } from './lend.ts'
import { askOverride } from './questions.ts'
import { dueFact, named } from './verdicts.ts'

interface Asked {
  readonly item: ItemFacts
  readonly decision: RenewalDecision
}

/**
 * Renews loans of the open patron. Reasons on the patron are asked once for all of them; a reason of a single loan is asked only where one loan
 * is renewed, in a run that loan is left out and said so.
 */
export function renew(act: Act, barcodes: readonly string[], given: readonly Override[] = []): void {
  const { visit } = act.session
  const { patron, place } = act.facts
  const items = barcodes.flatMap(barcode => act.facts.items.get(numberKey(barcode)) ?? [])
  if (!visit || !patron || items.length === 0) return act.refuse('not-on-loan-to-patron')
  const overrides = withOverrides(visit.overridden, given)
  const asked = items.map(item => ({ item, decision: decideRenewal(item, patron, place, overrides, act.now.moment) }))
  const codes = askedCodes(asked)
  const about = asked.length === 1 ? { item: items[0]! } : {}
  const scan = { text: items[0]!.barcode, source: { device: 'keyboard' } } as const
  if (codes.length > 0 && askOverride(act, { scan, ...about, codes, given, renew: barcodes })) return
  for (const each of asked) recordRenewal(act, each, overrides)
  sayRenewals(act, asked)
}

/** What must be asked before anything is renewed. */
function askedCodes(asked: readonly Asked[]): readonly RefusalCode[] {
  const codes = new Set(asked.flatMap(({ decision }) => (decision.kind === 'ask' ? decision.codes : [])))
  return asked.length === 1 ? [...codes] : [...codes].filter(code => refusal(code).about === 'patron')
}

function recordRenewal(act: Act, { item, decision }: Asked, overrides: readonly Override[]): void {
  const visit = act.session.visit!
  if (decision.kind !== 'renew') return recordRefusal(act, item, reasonAgainst(decision))
  const { patronId, visitId } = visit
  const name = named(item)
  const { dueOn } = decision.due
  act.writeLine({ kind: 'renewal', barcode: name.barcode, patronId, dueOn, overrides }, name, { visitId })
  doneInStack(act, name.barcode, dueOn, 'none')
}

function reasonAgainst(decision: Exclude<RenewalDecision, { kind: 'renew' }>): RefusalCode {
  return decision.kind === 'refuse' ? decision.code : decision.codes[0]!
}

function sayRenewals(act: Act, asked: readonly Asked[]): void {
  const { patronId } = act.session.visit!
  const dues = asked.flatMap(({ decision }) => (decision.kind === 'renew' ? [decision.due] : []))
  const first = dues.toSorted((one, other) => one.dueOn.localeCompare(other.dueOn))[0]
  const only = asked.length === 1 ? asked[0] : undefined
  const { barcode, title } = only ? named(only.item) : {}
  const name = { ...(barcode && { barcode }), ...(title && { title }), patronId }
  if (!first) {
    const refused = asked.map(({ decision }) => decision).find(decision => decision.kind !== 'renew')!
    return act.refuse(reasonAgainst(refused), name)
  }
  const left = asked.length - dues.length
  act.say({
    shape: 'yes',
    word: only ? words('verdict.renewed') : words('verdict.renewed-some', { count: dues.length }),
    ...name,
    ...(left > 0 && { note: words('detail.not-renewed', { count: left }) }),
    fact: dueFact(first, act.now),
  })
}

/** Staff said no to renewing. */
export function leaveUnrenewed(act: Act, barcodes: readonly string[], code: RefusalCode): void {
  const only = barcodes.length === 1 ? act.facts.items.get(numberKey(barcodes[0]!)) : undefined
  if (only) refuseItem(act, only, code)
  else act.refuse(code)
}
