import type { Act } from './act.ts'
import { commandOf, isCommand, plainChoice } from './command-barcodes.ts'
import { choice, words } from './desk-words.ts'
import type { NumberFacts } from './facts.ts'
import { lend } from './lend.ts'
import { ask } from './questions.ts'
import type { Scan, SessionEvent } from './session.ts'
import { staffWhoScanned } from './sign-in.ts'
import { takeBack } from './take-back.ts'
import { lastUndoable } from './undo.ts'
import { named } from './verdicts.ts'
import { openPatron } from './visit.ts'

type Number = Extract<NumberFacts, { ok: true }>

/** A scan: a command, a badge, a card or an item. While a question is open it waits, and the next one is refused. */
export function scan(act: Act, scanned: Scan): void {
  const { number } = act.facts
  if (isCommand(scanned.text)) return command(act, scanned.text)
  if (act.session.question) return wait(act, scanned)
  if (!number?.ok) return unreadable(act, scanned, number)
  const staff = staffWhoScanned(act, number)
  if (staff) return follow(act, { type: 'sign-in', staffId: staff.staffId })
  if (needsSignIn(act)) return act.refuse('sign-in-needed', { barcode: number.number })
  const isItem = number.item.item !== undefined || number.item.loan !== undefined
  if (number.card && isItem && !isReturning(act, scanned)) return askWhich(act, scanned, number)
  if (number.card && !isItem) return scanCard(act, scanned, number)
  return isItem ? scanItem(act, scanned, number) : unknown(act, scanned, number)
}

/** Nobody is signed in, although this library has a list of those who may. */
export function needsSignIn({ session, facts }: Act): boolean {
  return !session.staff && facts.settings.staff.length > 0
}

/** Whether every item is taken back, whoever is open. */
function isReturning({ session }: Act, { source }: Scan): boolean {
  return session.returnsOnly || source.role === 'returns-only'
}

function follow(act: Act, event: SessionEvent): void {
  act.effect({ kind: 'then', event })
}

function command(act: Act, text: string): void {
  const known = commandOf(text)
  if (!known) return act.effect({ kind: 'sound', sound: 'no' })
  if ('type' in known) return follow(act, known)
  if ('kind' in known) return act.effect(known)
  const event = eventOfWord(act, known.word)
  if (event) follow(act, event)
  else act.effect({ kind: 'sound', sound: 'busy' })
}

function eventOfWord({ session, facts }: Act, word: 'yes' | 'no' | 'undo' | 'renew'): SessionEvent | undefined {
  switch (word) {
    case 'undo':
      return { type: 'undo', lineIds: lastUndoable(session.lines) }
    case 'renew':
      return { type: 'renew', barcodes: facts.patron?.loans.map(({ barcode }) => barcode) ?? [] }
    default: {
      const choice = session.question && plainChoice(session.question, word)
      return choice === undefined ? undefined : { type: 'answer', choice }
    }
  }
}

/** The same number again is the scanner stuttering: it must not wait, or it would be lent right after it was returned. */
function wait(act: Act, scanned: Scan): void {
  const { question, waiting } = act.session
  const repeats = [question?.scan, waiting].some(other => other && same(other, scanned))
  if (repeats) return act.effect({ kind: 'sound', sound: 'busy' })
  if (waiting) return act.answerFirst(scanned.text)
  act.change({ waiting: scanned, notTaken: undefined })
}

function same(one: Scan, other: Scan): boolean {
  return one.text.trim().toUpperCase() === other.text.trim().toUpperCase()
}

function unreadable(act: Act, scanned: Scan, number: NumberFacts | undefined): void {
  const code = number && !number.ok ? number.code : 'number-characters'
  if (code !== 'number-empty') {
    const barcode = scanned.text.slice(0, 40)
    act.addLine({ kind: 'refused', shape: 'no', barcode, fact: words(`refusal.${code}`) })
  }
  act.refuse(code, { word: words('verdict.unknown-number') })
}

function askWhich(act: Act, scanned: Scan, { item }: Number): void {
  const { barcode, title } = named(item)
  const choices = [choice('as-item'), choice('as-card'), choice('no')]
  const note = words('ask.card-or-item')
  ask(act, { about: 'card-or-item', scan: scanned, barcode, ...(title && { title }), choices }, { note })
}

/** A card. While everything is taken back it opens nobody. */
export function scanCard(act: Act, scanned: Scan, { card }: Number): void {
  if (!card) return act.refuse('card-unknown')
  if (!isReturning(act, scanned)) return openPatron(act, card)
  act.say({ shape: 'no', word: words('verdict.card-ignored'), note: words('detail.returns-only') })
}

/** An item: taken back if nobody is open, else lent if the rules let it. After a misread card it is first asked whose it is, once. */
export function scanItem(act: Act, scanned: Scan, { item }: Number): void {
  if (isReturning(act, scanned)) return takeBack(act, item)
  if (act.session.cardMisread) return askWhose(act, scanned, item)
  if (act.session.visit) return lend(act, { scan: scanned, item })
  return takeBack(act, item)
}

function askWhose(act: Act, scanned: Scan, item: Number['item']): void {
  act.change({ cardMisread: false })
  const { barcode, title } = named(item)
  const open = act.session.visit ? [choice('open-patron')] : []
  const choices = [choice('no'), choice('return'), ...open]
  const note = words('ask.whose')
  ask(act, { about: 'whose', scan: scanned, barcode, ...(title && { title }), choices }, { note })
}

/** Neither item nor card is known: a card stays a card, an item is taken back or lent unchecked, and what may be either is asked about. */
function unknown(act: Act, scanned: Scan, { number, item, looksLike }: Number): void {
  const returning = isReturning(act, scanned)
  if (looksLike === 'card') return unknownCard(act, number, !returning)
  if (returning) return takeBack(act, item)
  if (looksLike === 'item' && !act.session.cardMisread) {
    return act.session.visit ? lend(act, { scan: scanned, item }) : takeBack(act, item)
  }
  const { visit } = act.session
  // With nobody open there is nothing to be lent.
  const none = visit ? choice('no') : ({ id: 'no', words: words('choice.nothing') } as const)
  const choices = [none, choice('return'), ...(visit ? [choice('lend')] : [])]
  const about = { about: 'unknown-number', scan: scanned, barcode: number, codes: ['number-unknown'], choices } as const
  ask(act, about, { word: words('verdict.unknown-number'), note: words('ask.unknown-number'), code: 'number-unknown' })
}

/** The next item may be that patron's: it is asked about. */
export function unknownCard(act: Act, number: string, misread: boolean): void {
  if (misread) act.change({ cardMisread: true })
  act.addLine({ kind: 'refused', shape: 'no', barcode: number, fact: words('refusal.card-unknown') })
  const note = words('detail.scan-card-again')
  act.refuse('card-unknown', { word: words('verdict.unknown-number'), barcode: number, note })
}

/** A device saw something that it could not read. */
export function misread(act: Act, source: Scan['source']): void {
  if (isReturning(act, { text: '', source })) return act.say({ shape: 'no', word: words('verdict.misread') })
  act.change({ cardMisread: true })
  if (act.session.question) return act.effect({ kind: 'sound', sound: 'busy' })
  act.say({ shape: 'no', word: words('verdict.misread'), note: words('detail.scan-card-again') })
}
