import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import type { Question } from './session.ts'

/** An item that is kept back for what is owed, and for no more than its scan: money is an answer, and the best one. */
export function isAnsweredByPaying({ about, codes, renew, move, takenFrom, onPad }: Question): boolean {
  return about === 'override' && codes[0] === 'patron-fees' && !renew && !move && takenFrom === undefined && !onPad
}

/** Takes money from the open patron: whole cents, and no more than is owed by what is known here. */
export function takePayment(act: Act, cents: number): void {
  const { visit, question, waiting } = act.session
  const { patron } = act.facts
  if (!visit || !patron) return act.refuse('card-unknown')
  const { card, patronId, visitId } = visit
  const owed = patron.patron.feesCents
  const isRight = Number.isSafeInteger(cents) && cents > 0 && cents <= owed
  if (!isRight) return question ? act.answerFirst() : act.refuse('payment-amount', { patronId })
  act.writeLine({ kind: 'payment', card, patronId, visitId, cents, by: 'cash' }, {})
  act.say({
    shape: 'yes',
    word: words('verdict.paid'),
    patronId,
    fact: {
      label: words('label.paid'),
      value: { kind: 'sum', cents },
      detail: words(cents === owed ? 'detail.nothing-owed' : 'detail.still-owed', { sum: (owed - cents) / 100 }),
    },
  })
  if (!question) return
  // What was kept back is decided anew, with less owed; what waited comes after it.
  act.change({ question: undefined, waiting: undefined })
  for (const scan of [question.scan, waiting]) if (scan) act.effect({ kind: 'then', event: { type: 'scan', scan } })
}
