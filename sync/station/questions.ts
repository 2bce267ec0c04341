import { type RefusalCode, refusal } from '../../circulation/refusals.ts'
import type { Override } from '../../circulation/transaction.ts'
import type { Hold, ItemFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { choice, overrideChoice, words } from './desk-words.ts'
import type { NumberFacts } from './facts.ts'
import type { Question, Scan, Verdict } from './session.ts'
import { named } from './verdicts.ts'

/** Asks, with the plane saying what about. Whatever was shown before gives way. */
export function ask(
  act: Act,
  question: Omit<Question, 'codes' | 'given'> & Partial<Question>,
  verdict: Partial<Verdict> = {},
): void {
  act.ask({ codes: [], given: [], ...question })
  const { barcode, title } = question
  const patronId = act.session.visit?.patronId
  act.say({
    shape: 'ask',
    word: words('verdict.asks'),
    ...(barcode && { barcode }),
    ...(title && { title }),
    ...(patronId && { patronId }),
    ...verdict,
  })
}

/** What an override would let happen, and what has been answered on the way. */
export interface OverrideCase extends Pick<Question, 'scan' | 'takenFrom' | 'renew' | 'move'> {
  readonly item?: ItemFacts
  readonly codes: readonly RefusalCode[]
  readonly given: readonly Override[]
  readonly hold?: Hold
}

/** Asks about the first reason that is still open, or says no where this staff member may not decide. True when it asked. */
export function askOverride(act: Act, { item, codes, given, hold, ...rest }: OverrideCase): boolean {
  const forbidden = codes.find(code => !mayOverride(act, code))
  const code = forbidden ?? codes[0]!
  if (forbidden) return false
  const held = code === 'held-for-another'
  const { titleId: _, ...name } = item ? named(item) : { titleId: undefined }
  const fact: Verdict['fact'] =
    held && hold
      ? { label: words('label.held-for'), value: { kind: 'hold-number', number: hold.holdNumber } }
      : { label: words('label.reason'), value: { kind: 'words', words: words(`refusal.${code}`) } }
  ask(
    act,
    {
      about: 'override',
      ...rest,
      ...name,
      codes,
      given,
      choices: [choice(held ? 'keep-for-holder' : 'no'), ...refusal(code).reasons.map(overrideChoice)],
    },
    {
      fact: { ...fact, ...(codes.length > 1 && { detail: words('detail.more-reasons', { count: codes.length - 1 }) }) },
      code,
    },
  )
  return true
}

/** Whether whoever is signed in may override it; a library without a staff list leaves it to whoever is there. */
export function mayOverride(act: Act, code: RefusalCode): boolean {
  const who = refusal(code).mayOverride
  if (who === 'lead') return act.facts.settings.staff.length === 0 || act.session.staff?.role === 'lead'
  return who === 'staff'
}

/** The question goes without an answer: what it was about stays in the list as not lent, and so does an item that waited for its turn. */
export function leaveQuestion(act: Act): void {
  const { question, waiting, visit } = act.session
  if (!question) return
  act.change({ question: undefined, waiting: undefined })
  const { patronId, visitId } = visit ?? {}
  const owner = { ...(patronId && { patronId }), ...(visitId && { visitId }) }
  const number = act.facts.number
  if (!question.lineIds && !question.renew && !question.move && !question.onPad) {
    const { barcode, title } = question
    const code = question.codes[0]
    // A number that nobody knows could be anything, also somebody's identity: it is not written down.
    const known = number?.ok && (number.item.item ?? number.item.loan) && barcode
    const refused = { kind: 'refused', ...(known && { barcode }), ...(patronId && { patronId }) } as const
    const entry = code ? act.write({ ...refused, code }) : undefined
    const name = { barcode: barcode ?? textOf(question.scan, number), ...(title && { title }) }
    const isLoan = visit !== undefined || question.about !== 'unknown-number'
    const fact = words(isLoan ? 'line.not-lent' : 'line.nothing-done')
    act.addLine({ kind: 'asked', shape: 'ask', ...name, ...owner, fact }, entry)
  }
  if (waiting) leaveWaiting(act, waiting, owner)
}

/**
 * A waiting card opens its patron all the same. A waiting item that was meant for the patron who is gone is neither lent nor taken back; with
 * nobody open it is a return, and stays one whoever is opened now.
 */
function leaveWaiting(act: Act, waiting: Scan, owner: { readonly patronId?: string; readonly visitId?: string }): void {
  const number = act.facts.waiting
  const isCard = number?.ok === true && number.card !== undefined
  const isReturn = waiting.source.role === 'returns-only' || (owner.visitId === undefined && !act.session.cardMisread)
  if (isCard || isReturn) {
    const scan: Scan = isCard ? waiting : { ...waiting, source: { ...waiting.source, role: 'returns-only' } }
    return act.effect({ kind: 'then', event: { type: 'scan', scan } })
  }
  const name = number?.ok ? named(number.item) : { barcode: waiting.text }
  act.addLine({ kind: 'asked', shape: 'ask', ...name, ...owner, fact: words('line.not-lent') })
}

function textOf(scan: Scan, number: NumberFacts | undefined): string {
  return number?.ok ? number.number : scan.text
}
