import { decideCheckout } from '../../circulation/decide-checkout.ts'
import type { CheckoutDecision } from '../../circulation/decision.ts'
import { numberKey } from '../../circulation/numbers.ts'
import { type RefusalCode, refusal } from '../../circulation/refusals.ts'
import { entryKey, type Override } from '../../circulation/transaction.ts'
import type { ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { withOverrides } from './facts.ts'
import { recordRefusal } from './lend.ts'
import { askOverride } from './questions.ts'
import type { Line } from './session.ts'
import { named } from './verdicts.ts'
import { openPatron } from './visit.ts'

interface Moved {
  readonly line: Line
  readonly item: ItemFacts
  readonly decision: CheckoutDecision
}

/**
 * A visit's loans belong on another card: each still standing on the first patron is moved, its due date reckoned for the new one, the original
 * kept and linked. What stands against the new patron is asked first; what the law forbids stays where it is. The new patron is open afterwards.
 */
export function moveVisit(act: Act, visitId: string, card: string, given: readonly Override[] = []): void {
  const target = act.facts.other
  if (!target) return act.refuse('card-unknown', { barcode: card })
  const moved = act.session.lines.toReversed().flatMap(line => asMoved(act, line, visitId, target, given) ?? [])
  if (moved.length === 0) return act.refuse('nothing-to-undo')
  const codes = [...new Set(moved.flatMap(({ decision }) => (decision.kind === 'ask' ? decision.codes : [])))]
  const scan = { text: card, source: { device: 'keyboard' } } as const
  if (codes.length > 0) {
    if (!askOverride(act, { scan, codes, given, move: { visitId, card } })) act.refuse(codes[0]!)
    return
  }
  openPatron(act, target)
  for (const each of moved) recordMove(act, each, target)
  sayMoved(act, moved)
}

function asMoved(act: Act, line: Line, visitId: string, target: PatronFacts, given: readonly Override[]): Moved | undefined {
  if (line.visitId !== visitId || line.kind !== 'checkout' || line.undone || !line.barcode || !line.entry) return undefined
  const item = act.facts.items.get(numberKey(line.barcode))
  const { loan } = item ?? {}
  if (!item || loan?.patronId !== line.patronId || loan?.patronId === target.patron.patronId) return undefined
  const { loan: _, ...free } = item
  const overrides = withOverrides(given, itemOverrides(act, line))
  const decision = decideCheckout(free, target, act.facts.place, { visitId, overrides }, act.now.moment)
  return { line, item, decision }
}

/** What was overridden about the item stays so; what concerned the first patron does not. */
function itemOverrides(act: Act, line: Line): readonly Override[] {
  const lent = line.entry && act.facts.entries.get(entryKey(line.entry))?.transaction
  return lent?.kind === 'checkout' ? lent.overrides.filter(({ code }) => refusal(code).about !== 'patron') : []
}

function recordMove(act: Act, { line, item, decision }: Moved, { patron, card }: PatronFacts): void {
  if (decision.kind !== 'lend') return recordRefusal(act, item, decision.kind === 'refuse' ? decision.code : 'cannot-undo')
  const name = named(item)
  const { patronId } = patron
  const { dueOn } = decision.due
  const { entry, patronId: fromPatronId } = line
  const { visitId } = act.session.visit ?? {}
  const { barcode } = name
  const move = { kind: 'move', target: act.refTo(entry!), barcode, fromPatronId: fromPatronId!, card, patronId, dueOn } as const
  act.writeLine(move, name, visitId ? { visitId } : {})
}

function sayMoved(act: Act, moved: readonly Moved[]): void {
  const count = moved.filter(({ decision }) => decision.kind === 'lend').length
  const left = moved.length - count
  const refused: RefusalCode | undefined = moved.flatMap(({ decision }) => (decision.kind === 'refuse' ? decision.code : []))[0]
  if (count === 0) return act.refuse(refused ?? 'cannot-undo')
  act.say({
    shape: 'yes',
    word: words('verdict.moved'),
    ...(act.session.visit && { patronId: act.session.visit.patronId }),
    fact: { label: words('label.loans-moved'), value: { kind: 'count', count } },
    ...(left > 0 && { note: words('detail.not-moved', { count: left }) }),
  })
}
