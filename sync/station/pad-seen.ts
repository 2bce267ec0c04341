import { numberKey } from '../../circulation/numbers.ts'
import type { Act } from './act.ts'
import { choice, words } from './desk-words.ts'
import { settleAgain } from './gate.ts'
import { emptyPad, isNeighbour, keyOfTag, lyingInTurn, type PadOnDesk, type PadTag } from './pad-on-desk.ts'
import { ask } from './questions.ts'
import { needsSignIn } from './scan.ts'
import type { SessionEvent } from './session.ts'
import { takeStack } from './stack.ts'
import { sayStack } from './stack-verdict.ts'

/**
 * What lies on the pads has changed. What is new is lent or taken back as one stack, in one append; what lay there before the patron changed, or beside
 * such, waits for a press. While a question is open nothing new is looked at: the pad is told again afterwards.
 */
export function padSeen(act: Act, { items, unread }: Extract<SessionEvent, { type: 'pad' }>): void {
  const before = act.session.pad ?? emptyPad
  const known = new Set(before.lying.map(keyOfTag))
  const seen = act.session.question ? items.filter(tag => known.has(keyOfTag(tag))) : items
  const arrived = seen.filter(tag => !known.has(keyOfTag(tag)))
  const early = arrived.filter(tag => tag.early).map(({ barcode }) => numberKey(barcode))
  act.change({
    pad: { ...before, lying: seen, unread, neighbours: [...new Set([...before.neighbours, ...early])] },
  })
  const fresh = arrived.filter(tag => !settleAgain(act, tag) && !tag.early && !isIgnored(before, tag))
  if (lyingInTurn(act.session).length === 0) onEmpty(act)
  if (fresh.length === 0) return
  act.change({ lastActivity: act.now.moment.instant, activeAtMs: act.now.monotonicMs })
  takeUp(act, fresh, before)
}

function onEmpty(act: Act): void {
  const { pad = emptyPad, stack } = act.session
  const { expected, ...rest } = pad
  // What was counted before anything lay there is for the pile to come.
  const isToCome = !stack || stack.isOver
  act.change({
    pad: { ...rest, clear: true, ...(isToCome && expected !== undefined && { expected }) },
    ...(stack && { stack: { ...stack, isOver: true } }),
  })
}

/** Staff counted the pile, before or after laying it down: what is missing from it, or too much, is said with the whole. */
export function expectOnPad(act: Act, count: number | undefined): void {
  const { expected: _, ...rest } = act.session.pad ?? emptyPad
  act.change({ pad: { ...rest, ...(count !== undefined && count > 0 && { expected: count }) } })
  if (act.session.stack && !act.session.stack.isOver) sayStack(act, 'none')
}

function isIgnored({ ignored }: PadOnDesk, { barcode }: PadTag): boolean {
  return ignored.includes(numberKey(barcode))
}

function takeUp(act: Act, fresh: readonly PadTag[], before: PadOnDesk): void {
  if (needsSignIn(act)) {
    changePad(act, { clear: false })
    return act.refuse('sign-in-needed')
  }
  for (const { barcode, source } of fresh.filter(({ source }) => source.role !== undefined)) scanned(act, barcode, source)
  const inTurn = fresh.filter(({ source }) => source.role === undefined)
  const cards = inTurn.filter(tag => isCard(act, tag))
  const things = inTurn.filter(tag => !cards.includes(tag))
  const ignoredCards = cards.length > 0 && !openByCard(act, cards, things)
  if (things.length === 0) {
    if (ignoredCards) act.say({ shape: 'no', word: words('verdict.card-in-stack'), note: words('detail.card-in-stack') })
    return
  }
  if (act.willOpenPatron) return
  const late = things.filter(tag => isNeighbour(before, tag))
  const held = before.clear || act.session.returnsOnly ? late : things
  const free = things.filter(tag => !held.includes(tag))
  if (free.length > 0) takeStack(act, free)
  if (held.length > 0 && !act.session.question) askAbout(act, held)
}

/**
 * A card that lies alone on the pad opens its patron, as a scanned one does. In a stack it never switches patrons: it opens one only where nobody is
 * open, and then what lies there waits for a press.
 */
function openByCard(act: Act, cards: readonly PadTag[], things: readonly PadTag[]): boolean {
  const { visit, returnsOnly } = act.session
  const [card] = cards
  if (!card || returnsOnly || cards.length > 1) return false
  const number = act.facts.numbers.get(numberKey(card.barcode))
  if (visit && number?.ok && number.card?.patron.patronId === visit.patronId) return true
  const others = lyingInTurn(act.session).filter(tag => !isCard(act, tag))
  if (visit && (things.length > 0 || others.length > 0)) return false
  scanned(act, card.barcode, card.source)
  act.willOpenPatron = true
  return true
}

/** By its type of usage, or (3M's own model says none) by its number alone. */
export function isCard(act: Act, { what, barcode }: PadTag): boolean {
  if (what === 'patron') return true
  const number = act.facts.numbers.get(numberKey(barcode))
  return number?.ok === true && number.card !== undefined && !number.item.item && !number.item.loan
}

function scanned(act: Act, text: string, source: PadTag['source']): void {
  act.effect({ kind: 'then', event: { type: 'scan', scan: { text, source } } })
}

/** Asks for the press without which nothing is done to what lay there before. */
export function askAbout(act: Act, held: readonly PadTag[]): void {
  const way = act.session.visit && !act.session.returnsOnly ? 'lend-these' : 'return-these'
  const choices = [choice('leave-on-pad'), choice(way)]
  const scan = { text: '', source: { device: 'pad' } } as const
  const note = words(way === 'lend-these' ? 'ask.lend-on-pad' : 'ask.return-on-pad', { count: held.length })
  ask(act, { about: 'on-pad', scan, choices, onPad: held.map(keyOfTag) }, { note })
}

/** The press, or its absence: neighbours that were left alone are never asked about again. */
export function answerOnPad(act: Act, keys: readonly string[], isPressed: boolean): void {
  const { pad = emptyPad } = act.session
  const tags = pad.lying.filter(tag => keys.includes(keyOfTag(tag)))
  const numbers = tags.map(({ barcode }) => numberKey(barcode))
  if (!isPressed) {
    const neighbours = numbers.filter(number => pad.neighbours.includes(number))
    changePad(act, { ignored: [...new Set([...pad.ignored, ...neighbours])] })
    return act.change({ verdict: undefined })
  }
  changePad(act, { neighbours: pad.neighbours.filter(number => !numbers.includes(number)) })
  if (tags.length > 0) takeStack(act, tags)
}

/** Somebody else's turn begins: what lies there waits for a press from now on, and so does what is laid beside it. */
export function padAtNewTurn(act: Act): void {
  const { pad, stack } = act.session
  if (stack) act.change({ stack: { ...stack, isOver: true } })
  if (!pad) return
  dropAsks(act)
  const { expected: _, ...rest } = act.session.pad ?? pad
  act.change({ pad: { ...rest, clear: lyingInTurn(act.session).length === 0 } })
}

/** The patron has just been opened: what lies there and was not lent to somebody is asked about. */
export function askWhatLayThere(act: Act): void {
  const lent = new Set(act.session.stack?.way === 'lend' ? act.session.stack.items.map(({ number }) => number) : [])
  const lying = lyingInTurn(act.session).filter(({ barcode }) => numberKey(barcode) !== cardOf(act))
  if (act.session.pad && lying.length === 0) changePad(act, { clear: true })
  const held = lying.filter(({ barcode }) => !lent.has(numberKey(barcode)))
  if (held.length > 0 && !act.session.question) askAbout(act, held)
}

function cardOf({ session }: Act): string | undefined {
  return session.visit && numberKey(session.visit.card)
}

function changePad(act: Act, change: Partial<PadOnDesk>): void {
  act.change({ pad: { ...(act.session.pad ?? emptyPad), ...change } })
}

/** What was still to be asked about when the patron closed stays in the list as not lent. */
function dropAsks(act: Act): void {
  const { pad = emptyPad, stack, visit } = act.session
  for (const number of pad.asks) {
    const title = stack?.items.find(item => item.number === number)?.name
    const owner = visit ? { patronId: visit.patronId, visitId: visit.visitId } : {}
    const name = { barcode: number, ...(title && title !== number && { title }) }
    act.addLine({ kind: 'asked', shape: 'ask', ...name, ...owner, fact: words('line.not-lent') })
  }
  changePad(act, { asks: [] })
}

/** After an answer: the next of the stack that must be asked about. */
export function askNextOfStack(act: Act): void {
  const { pad } = act.session
  const [next, ...rest] = pad?.asks ?? []
  if (!pad || next === undefined || act.session.question) return
  changePad(act, { asks: rest })
  scanned(act, next, { device: 'pad' })
}
