import type { Act } from './act.ts'
import { words } from './desk-words.ts'

/** Takes money from the open patron: whole cents, and no more than is owed by what is known here. */
export function takePayment(act: Act, cents: number): void {
  const { visit } = act.session
  const { patron } = act.facts
  if (!visit || !patron) return act.refuse('card-unknown')
  const { card, patronId, visitId } = visit
  const owed = patron.patron.feesCents
  if (!Number.isSafeInteger(cents) || cents <= 0 || cents > owed) return act.refuse('payment-amount', { patronId })
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
}
