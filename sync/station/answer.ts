import { decideCheckin } from '../../circulation/decide-checkin.ts'
import { isCaughtWith } from '../../circulation/hold-turn.ts'
import { refusal } from '../../circulation/refusals.ts'
import type { ItemFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { withOverrides } from './facts.ts'
import { lend, recordRefusal, refuseItem } from './lend.ts'
import { moveVisit } from './move-visit.ts'
import { answerOnPad, askNextOfStack } from './pad-seen.ts'
import { leaveUnrenewed, renew } from './renew.ts'
import { scanCard, scanItem } from './scan.ts'
import type { Choice, Question } from './session.ts'
import { recordReturn, sayReturned, takeBack } from './take-back.ts'
import { undo } from './undo.ts'
import { named } from './verdicts.ts'

/** Does what was chosen; then the scan that waited is fed in before anything else. A choice that is not there is only heard. */
export function answer(act: Act, index: number): void {
  const { question, waiting } = act.session
  const chosen = question?.choices[index]
  if (!question || !chosen) return act.effect({ kind: 'sound', sound: 'busy' })
  act.change({ question: undefined, waiting: undefined })
  carryOut(act, question, chosen)
  askNextOfStack(act)
  if (waiting) act.effect({ kind: 'then', event: { type: 'scan', scan: waiting } })
}

function carryOut(act: Act, question: Question, chosen: Choice): void {
  if (question.onPad) return answerOnPad(act, question.onPad, chosen.id !== 'leave-on-pad')
  if (question.lineIds) return answerUndo(act, question.lineIds, chosen)
  if (chosen.id === 'override') return override(act, question, chosen)
  const code = question.codes[0]
  if (question.renew) return leaveUnrenewed(act, question.renew, code ?? 'no-more-renewals')
  if (question.move) return act.refuse(code ?? 'cannot-undo')
  const { number } = act.facts
  if (!number?.ok) return act.refuse('number-unknown')
  const { scan, takenFrom } = question
  const { item } = number
  switch (chosen.id) {
    case 'return':
      return takeBack(act, item)
    case 'renew':
      return renew(act, [item.barcode])
    case 'open-patron':
      return lend(act, { scan, item })
    case 'lend': {
      const given = question.about === 'unknown-number' ? [{ code: 'number-unknown', reason: 'lend-anyway' } as const] : []
      return lend(act, { scan, item, given, ...(takenFrom && { takenFrom }) })
    }
    case 'as-card':
      return scanCard(act, scan, number)
    case 'as-item':
      return scanItem(act, scan, number)
    case 'keep-for-holder':
      return keepForHolder(act, item)
    default:
      return no(act, question, item)
  }
}

function override(act: Act, question: Question, { reason }: Choice): void {
  const { scan, codes, takenFrom } = question
  const code = codes[0]
  if (!code || !reason) return
  const added = [{ code, reason }]
  const given = withOverrides(question.given, added)
  const { visit } = act.session
  if (question.move) return moveVisit(act, question.move.visitId, question.move.card, given)
  if (visit && refusal(code).about === 'patron') {
    act.change({ visit: { ...visit, overridden: withOverrides(visit.overridden, added) } })
  }
  if (question.renew) return renew(act, question.renew, given)
  const { number } = act.facts
  if (number?.ok) lend(act, { scan, item: number.item, given, ...(takenFrom && { takenFrom }) })
}

/** "No", as each question means it. */
function no(act: Act, { about, codes, title }: Question, item: ItemFacts): void {
  if (about === 'lend-to-open-patron') return sayReturned(act, item)
  const number = act.facts.number
  if (about === 'unknown-number' && number?.ok && number.looksLike !== 'item') act.change({ cardMisread: true })
  const code = codes[0]
  if (about === 'override' && code) return refuseItem(act, item, code)
  const { visit } = act.session
  const owner = visit ? { patronId: visit.patronId, visitId: visit.visitId } : {}
  const name = named(item)
  const isLoan = visit !== undefined || about !== 'unknown-number'
  act.addLine({ kind: 'asked', shape: 'ask', ...name, ...owner, fact: words(isLoan ? 'line.not-lent' : 'line.nothing-done') })
  const patron = visit ? { patronId: visit.patronId } : {}
  const word = words(isLoan ? 'verdict.not-lent' : 'verdict.nothing-done')
  act.say({ shape: 'no', word, barcode: name.barcode, ...(title && { title }), ...patron })
}

/** The copy is set aside for the one whose turn it is; caught with this very copy already, it only goes back to its place. */
function keepForHolder(act: Act, item: ItemFacts): void {
  const decision = decideCheckin(item, act.facts.place, act.now.moment)
  const isCaught = item.holds.some(hold => isCaughtWith(hold, item.barcode))
  if (isCaught || decision.destination.kind !== 'hold') recordRefusal(act, item, 'held-for-another')
  else recordReturn(act, item, decision)
  sayReturned(act, item)
}

function answerUndo(act: Act, lineIds: readonly string[], { id }: Choice): void {
  if (id === 'book-is-here' || id === 'mistyped') return undo(act, lineIds, id)
  act.change({ verdict: undefined })
}
