import type { Action } from '../../circulation/evidence.ts'
import type { Outcome, ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { ReplayPorts, SendingMark, StoredEntry } from './ports.ts'

/** Questions of which nothing was written yet: a new fact may answer them. */
const openQuestions: readonly ReplayQuestion[] = [
  'order-unclear',
  'unknown-item',
  'unknown-patron',
  'item-withdrawn',
  'not-for-loan',
  'kept-for-another',
  'declared-lost',
  'payment-over',
  'confirm',
]

/** A question that no evidence answers. */
export function toPerson(question: keyof typeof choicesOf): Outcome {
  const choices = choicesOf[question]
  return { kind: 'needs-person', question, choices, where: question === 'hold-refused' ? 'here' : 'office' }
}

const choicesOf = {
  fork: ['leave-as-is'],
  unreadable: ['leave-as-is'],
  'system-error': ['try-again', 'leave-as-is'],
  'hold-refused': ['leave-as-is', 'try-again'],
  // What money does twice is worse than what it does late.
  'payment-unclear': ['leave-as-is', 'try-again'],
  'payment-refused': ['leave-as-is', 'try-again'],
} as const satisfies Partial<Record<ReplayQuestion, readonly ReplayChoice[]>>

/** Of a payment that was sent: asked with what the account owed before, by which a person's own entry is noticed later. */
export function moneyToPerson(question: 'payment-unclear' | 'payment-refused', sent: readonly Action[]): Outcome {
  const owedCents = sent.flatMap(action => (action.kind === 'pay-fees' ? (action.owedCents ?? []) : []))[0]
  return { ...toPerson(question), ...(owedCents !== undefined && { owedCents }) }
}

/** What was asked stays asked where the library system does not take the answer. `marks`: what stands open as sent. */
export function afterRejections(stored: StoredEntry, marks: readonly SendingMark[]): Outcome {
  const { entry, id } = stored
  if (entry?.transaction.kind === 'answer') return { kind: 'refused', code: 'system-rejected' }
  const sent = marks.find(mark => entryKey(mark.id) === entryKey(id))
  if (isMoney(stored)) return moneyToPerson('payment-refused', sent?.actions ?? [])
  return toPerson(entry?.transaction.kind === 'hold-request' ? 'hold-refused' : 'system-error')
}

/** What nobody can find is not sent a second time, and what is refused not tried again: a person looks into the account. */
export function isMoney({ entry }: Pick<StoredEntry, 'entry'>): boolean {
  return entry?.transaction.kind === 'payment'
}

/** The same question asked again keeps the answer it had (look for it). */
export function keepingAnswer(outcome: Outcome, before: Outcome | undefined): Outcome {
  if (outcome.kind !== 'needs-person' || before?.kind !== 'needs-person' || !before.answered) return outcome
  return outcome.question === before.question ? { ...outcome, answered: before.answered } : outcome
}

/** Whether a new fact may answer what is asked. */
export function mayBeDecidedByNow(outcome: Outcome | undefined, { connector }: Pick<ReplayPorts, 'connector'>): boolean {
  if (outcome?.kind !== 'needs-person') return false
  // What it is about may have become known, or got its item, since; or, by the times, what hindered it is over.
  const isKnown = outcome.choices.includes('try-again') || connector.can.knows.times
  const mayBeExact = outcome.question === 'undo-not-exact' && isKnown
  return mayBeExact || openQuestions.includes(outcome.question)
}
