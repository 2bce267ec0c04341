import type { Asked } from '../../circulation/decide-answer.ts'
import { entryKey, type Transaction } from '../../circulation/transaction.ts'
import type { OpenQuestion } from '../protocol/office.ts'
import type { UploadStore } from './ports.ts'

/** Everything that waits for a person, of all stations, in order of arrival. */
export async function openQuestions(uploads: Pick<UploadStore, 'undecided'>): Promise<readonly OpenQuestion[]> {
  const undecided = await uploads.undecided()
  return undecided.flatMap(({ id, hash, receivedAt, outcome, entry }): OpenQuestion[] => {
    if (outcome?.kind !== 'needs-person') return []
    const alike = `${outcome.question} ${entry ? numberAsked(entry.transaction, outcome) : entryKey(id)}`
    if (!entry) return [{ id, hash, receivedAt, asked: outcome, alike }]
    const { at, branch, stopId, staffId, transaction } = entry
    const scan = { at: at.wall, branch, ...(stopId && { stopId }), ...(staffId && { staffId }), transaction }
    return [{ id, hash, receivedAt, asked: outcome, scan, alike }]
  })
}

/** What the question is about: the card where that is not known, the item otherwise. */
export function numberAsked(transaction: Transaction, { question }: Pick<Asked, 'question'>): string {
  if (question === 'unknown-patron' && 'card' in transaction) return transaction.card.toUpperCase()
  if ('barcode' in transaction && transaction.barcode) return transaction.barcode.toUpperCase()
  if ('target' in transaction) return entryKey(transaction.target)
  return 'titleId' in transaction ? transaction.titleId : ''
}
