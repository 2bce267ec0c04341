import { decideCheckin } from '../../circulation/decide-checkin.ts'
import { decideCheckout } from '../../circulation/decide-checkout.ts'
import { numberKey } from '../../circulation/numbers.ts'
import type { RefusalCode } from '../../circulation/refusals.ts'
import type { ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { laidAlone } from './laid-alone.ts'
import { recordLoan, recordRefusal, sayRefusal } from './lend.ts'
import { emptyPad, type PadTag, type Stack, type StackItem } from './pad-on-desk.ts'
import { sayStack } from './stack-verdict.ts'
import { recordReturn } from './take-back.ts'
import { named } from './verdicts.ts'

/**
 * Lends or takes back what was laid down together: everything plain in one append, the rest is asked about afterwards, one after the other. A single
 * plain item goes the way of a scan.
 */
export function takeStack(act: Act, tags: readonly PadTag[]): void {
  const way = act.session.visit && !act.session.returnsOnly ? 'lend' : 'return'
  const { stack, pad } = act.session
  const goesOn = stack !== undefined && !stack.isOver && stack.way === way && stack.visitId === act.session.visit?.visitId
  const [only] = tags
  const isAlone = tags.length === 1 && !goesOn && pad?.expected === undefined
  const forbidden = only && isAlone ? tagRefusal(act, only, way) : undefined
  if (only && isAlone && !forbidden && !isSpecialReturn(only, way)) return scanAlone(act, only)
  const begun: Stack = goesOn
    ? stack
    : { way, items: laidAlone(act, tags, way), isOver: false, ...(act.session.visit && { visitId: act.session.visit.visitId }) }
  act.change({ stack: begun })
  act.tagAtHand = true
  const asks = way === 'lend' ? lendEach(act, tags) : returnEach(act, tags)
  if (only && forbidden) return sayOne(act, only, forbidden)
  sayStack(act)
  const [first, ...rest] = asks
  if (first === undefined) return
  act.change({ pad: { ...(act.session.pad ?? emptyPad), asks: rest.map(({ barcode }) => numberKey(barcode)) } })
  scanAlone(act, first)
}

/** Its tag says where it goes, whatever the register says. */
function isSpecialReturn({ what, missing }: PadTag, way: Stack['way']): boolean {
  return way === 'return' && (what === 'discarded' || missing.length > 0)
}

function scanAlone(act: Act, { barcode, source }: PadTag): void {
  act.effect({ kind: 'then', event: { type: 'scan', scan: { text: barcode, source } } })
}

/** A single one that its tag forbids is refused as a scan would be; the plane says why, and which parts are missing. */
function sayOne(act: Act, tag: PadTag, code: RefusalCode): void {
  const item = itemOf(act, tag)
  const names = `${tag.missing.join(', ')}/${tag.parts}`
  if (item) sayRefusal(act, item, code, undefined, tag.missing.length > 0 ? words('detail.parts-missing', { names }) : undefined)
}

function itemOf(act: Act, { barcode }: PadTag): ItemFacts | undefined {
  const number = act.facts.numbers.get(numberKey(barcode))
  return number?.ok ? number.item : undefined
}

/** What the tags themselves stand against. */
export function tagRefusal(act: Act, tag: PadTag, way: Stack['way']): RefusalCode | undefined {
  const { offline } = act.facts
  if (tag.doubled) return 'tag-doubled'
  if (way === 'return') return offline && !tag.offlineReturn ? 'no-return-offline' : undefined
  if (tag.missing.length > 0) return 'set-incomplete'
  if (tag.what === 'discarded') return 'tag-discarded'
  if (tag.what === 'not-for-loan' || tag.what === 'other') return 'tag-not-for-loan'
  return offline && !tag.offlineIssue ? 'no-lending-offline' : undefined
}

function lendEach(act: Act, tags: readonly PadTag[]): readonly PadTag[] {
  const { visit } = act.session
  let { patron } = act.facts
  const asks: PadTag[] = []
  if (!visit || !patron) return asks
  const fills = new Set<string>()
  for (const tag of tags) {
    const known = itemOf(act, tag)
    const code = known ? tagRefusal(act, tag, 'lend') : 'number-characters'
    if (!known || code) {
      if (known && code) recordRefusal(act, known, code)
      add(act, tag, 'not')
      continue
    }
    const item = { ...known, holds: known.holds.filter(({ holdId }) => !fills.has(holdId)) }
    const request = { visitId: visit.visitId, overrides: visit.overridden, foreignLoanTakenBack: false }
    const decision = decideCheckout(item, patron, act.facts.place, request, act.now.moment)
    if (decision.kind === 'lend') {
      recordLoan(act, visit, { scan: { text: tag.barcode, source: tag.source }, item }, decision, visit.overridden)
      if (decision.fillsHold) fills.add(decision.fillsHold.holdId)
      patron = withLoan(act, patron, item, decision.due.dueOn)
      add(act, tag, 'done', { dueOn: decision.due.dueOn, gate: 'under-way' })
    } else if (decision.kind === 'refuse') {
      recordRefusal(act, item, decision.code)
      add(act, tag, 'not')
    } else if (decision.kind === 'already-lent') {
      add(act, tag, 'done', { dueOn: decision.loan.dueOn })
    } else {
      asks.push(tag)
      add(act, tag, 'ask')
    }
  }
  return asks
}

/** What was lent a moment ago counts for the next of the stack. */
function withLoan(act: Act, patron: PatronFacts, { barcode, item }: ItemFacts, dueOn: string): PatronFacts {
  const { patronId } = patron.patron
  const { branch, visit } = act.session
  const lent = { barcode, patronId, lentAt: act.now.moment.instant, dueOn, renewals: 0, branch, visitId: visit!.visitId }
  return { ...patron, loans: [...patron.loans, { ...lent, ...(item && { item }) }] }
}

function returnEach(act: Act, tags: readonly PadTag[]): readonly PadTag[] {
  for (const tag of tags) {
    const item = itemOf(act, tag)
    const code = item ? tagRefusal(act, tag, 'return') : 'number-characters'
    if (!item || code) {
      if (item && code) recordRefusal(act, item, code)
      add(act, tag, 'not')
      continue
    }
    const decision = decideCheckin(item, act.facts.place, act.now.moment)
    const why = tag.what === 'discarded' ? 'withdrawn' : tag.missing.length > 0 ? 'parts-missing' : undefined
    const destination = why ? ({ kind: 'look-at', why } as const) : decision.destination
    recordReturn(act, item, { ...decision, destination }, why !== 'withdrawn')
    const state = destination.kind === 'shelf' ? 'done' : 'aside'
    add(act, tag, state, { gate: why === 'withdrawn' ? 'none' : 'under-way' })
  }
  return []
}

/** Puts an item among those of the stack, once. */
function add(act: Act, tag: PadTag, state: StackItem['state'], more: Partial<StackItem> = {}): void {
  const { stack } = act.session
  if (!stack) return
  const number = numberKey(tag.barcode)
  const item = itemOf(act, tag)
  const { barcode, title } = item ? named(item) : { barcode: tag.barcode, title: undefined }
  const added: StackItem = { number, name: title ?? barcode, state, missing: tag.missing, gate: 'none', ...more }
  act.change({ stack: { ...stack, items: [...stack.items.filter(other => other.number !== number), added] } })
}
