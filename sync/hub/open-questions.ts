import type { Asked } from '../../circulation/decide-answer.ts'
import { entryKey, type Transaction } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OpenQuestion, ScanTold } from '../protocol/office.ts'
import type { StoredEntry, UploadStore } from './ports.ts'

/** Everything that waits for a person, of all stations, in order of arrival. */
export async function openQuestions({ undecided, waitingAnswers }: QuestionSources): Promise<readonly OpenQuestion[]> {
  const given = answersByTarget(await waitingAnswers())
  return (await questionsOf(await undecided())).map(question => {
    const answered = given.get(`${entryKey(question.id)} ${question.hash}`)
    return answered ? { ...question, answered } : question
  })
}

export interface QuestionSources extends Pick<UploadStore, 'undecided'> {
  /** Answers that have come and are not carried out yet, in order of arrival. */
  waitingAnswers(): Promise<readonly StoredEntry[]>
}

/** The first answer counts, and one that is taken back does not. */
function answersByTarget(waiting: readonly StoredEntry[]): ReadonlyMap<string, NonNullable<OpenQuestion['answered']>> {
  const undone = new Set(
    waiting.flatMap(({ entry }) => (entry?.transaction.kind === 'undo' ? [entryKey(entry.transaction.target)] : [])),
  )
  const given = new Map<string, NonNullable<OpenQuestion['answered']>>()
  for (const { id, entry } of waiting) {
    if (entry?.transaction.kind !== 'answer' || undone.has(entryKey(id))) continue
    const { target, hash, choice } = entry.transaction
    const key = `${entryKey(target)} ${hash}`
    const { staffId } = entry
    if (!given.has(key)) given.set(key, { answer: id, choice, ...(staffId && { staffId }) })
  }
  return given
}

async function questionsOf(undecided: readonly StoredEntry[]): Promise<readonly OpenQuestion[]> {
  return undecided.flatMap(({ id, hash, receivedAt, outcome, entry }): OpenQuestion[] => {
    if (outcome?.kind !== 'needs-person') return []
    const alike = `${outcome.question} ${entry ? numberAsked(entry.transaction, outcome) : entryKey(id)}`
    if (!entry) return [{ id, hash, receivedAt, asked: outcome, alike }]
    return [{ id, hash, receivedAt, asked: outcome, scan: scanTold(entry), alike }]
  })
}

/** What an office desk is shown of an entry. */
export function scanTold({ at, branch, stopId, staffId, transaction }: Entry): ScanTold {
  return { at: at.wall, branch, ...(stopId && { stopId }), ...(staffId && { staffId }), transaction }
}

/** What the question is about: the card where that is not known, the item otherwise. */
export function numberAsked(transaction: Transaction, { question }: Pick<Asked, 'question'>): string {
  if (question === 'unknown-patron' && 'card' in transaction) return transaction.card.toUpperCase()
  if ('barcode' in transaction && transaction.barcode) return transaction.barcode.toUpperCase()
  if ('target' in transaction) return entryKey(transaction.target)
  return 'titleId' in transaction ? transaction.titleId : ''
}
