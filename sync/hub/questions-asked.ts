import type { Outcome, ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { StoredEntry } from './ports.ts'

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

/** What was asked stays asked where the library system does not take the answer. */
export function afterRejections(stored: StoredEntry): Outcome {
  const { entry } = stored
  if (entry?.transaction.kind === 'answer') return { kind: 'refused', code: 'system-rejected' }
  if (isMoney(stored)) return toPerson('payment-refused')
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
export function mayBeDecidedByNow({ outcome }: StoredEntry): boolean {
  if (outcome?.kind !== 'needs-person') return false
  // What it is about may have become known, or got its item, since.
  const knewNothing = outcome.question === 'undo-not-exact' && outcome.choices.includes('try-again')
  return knewNothing || openQuestions.includes(outcome.question)
}
