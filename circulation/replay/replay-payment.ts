import type { ReplayQuestion } from '../outcome.ts'
import type { Payment, Undo } from '../transaction.ts'
import { applied, ask, type Happening, markOf, type ReplayDecision, type ReplayFacts, type ReplayTarget } from './happening.ts'

/**
 * A payment goes into the account of the patron who gave it, once, as long as it is owed. What a library system takes only by hand, and what it
 * says is not owed, waits for a person: the money lies in the cash box.
 */
export function replayPayment(x: Happening<Payment>, facts: ReplayFacts): ReplayDecision {
  const { patron: found, looks, owedWhenAsked } = facts
  const { patronId: meant, cents } = x.transaction
  const patron = !meant || found?.patron?.patronId === meant ? found?.patron : undefined
  if (!found || !patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  const owedCents = looks ? found.seen?.feesCents : patron.feesCents
  if (owedCents !== undefined && owedWhenAsked !== undefined && owedCents < owedWhenAsked)
    return askOwing('payment-seems-made', owedCents)
  if (looks && !looks.can.payments) return askOwing('payment-refused', owedCents)
  if (owedCents !== undefined && cents > owedCents) return askOwing('payment-over', owedCents)
  const { at, branch, id } = x
  const known = owedCents === undefined ? {} : { owedCents }
  return applied(
    [{ kind: 'pay-fees', patronId: patron.patronId, cents, reference: referenceOf(markOf(id)), at, branch, ...known }],
    [],
  )
}

/** What is owed is kept with the question: where it has become less by the answer, somebody may have entered it by hand. */
function askOwing(question: ReplayQuestion, owedCents: number | undefined): ReplayDecision {
  const asked = ask(question, ['leave-as-is', 'try-again'])
  if (owedCents === undefined || asked.kind === 'wait' || asked.outcome.kind !== 'needs-person') return asked
  return { ...asked, outcome: { ...asked.outcome, owedCents } }
}

/** Takes a payment back that never was. What another system has taken, somebody gives back there. */
export function takeBackPayment(
  x: Happening<Undo>,
  { happening: { transaction }, outcome }: ReplayTarget,
  canVoid: boolean,
): ReplayDecision {
  if (transaction.kind !== 'payment' || outcome === undefined || isErased(outcome))
    return applied([], [{ code: 'erased-before-upload' }])
  const isWritten = outcome.kind === 'applied' || outcome.kind === 'applied-with-note'
  if (!isWritten || !canVoid || transaction.patronId === '') return ask('undo-not-exact', ['leave-as-is', 'try-again'])
  const { patronId, cents } = transaction
  return applied([{ kind: 'void-payment', patronId, cents, at: x.at }], [])
}

/** Letters, digits and hyphens alone: it may stand in a note that is searched by a pattern. */
export function referenceOf(mark: string): string {
  return `${mark.replace(/[^0-9A-Za-z]+/g, '-')}-payment`.slice(-80)
}

function isErased(outcome: NonNullable<ReplayTarget['outcome']>): boolean {
  return 'notes' in outcome && outcome.notes.some(({ code }) => code === 'erased-before-upload')
}
