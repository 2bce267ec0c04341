import { isCaughtWith } from '../../circulation/hold-turn.ts'
import { milliseconds } from '../../circulation/instant.ts'
import type { RefusalCode } from '../../circulation/refusals.ts'
import type { Transaction } from '../../circulation/transaction.ts'
import type { ItemFacts } from '../../circulation/truth.ts'
import type { Task } from './desk.ts'
import { words } from './desk-words.ts'

/** What there is to do with a book by what the desk itself said of it, with no hub asked. */
export type PutAside = Pick<Task, 'why' | 'to' | 'holdNumber' | 'because'>

/** Where a return put its book, if not on the shelf; undefined of everything else. */
export function putAsideBy(transaction: Transaction | undefined): PutAside | undefined {
  if (transaction?.kind !== 'checkin') return undefined
  const { destination } = transaction
  switch (destination.kind) {
    case 'hold': {
      const { holdNumber, branch, stopId } = destination
      return { why: 'set-aside', holdNumber, to: { branch, ...(stopId && { stopId }) } }
    }
    case 'transfer':
      return { why: 'transfer', to: { branch: destination.branch } }
    case 'look-at':
      return { why: 'look-at', because: words(`look-at.${destination.why}`) }
    default:
      return undefined
  }
}

/** Not lent, and no return either: while it is nobody's, it does not go back to the shelf like others. */
const goesSomewhere: readonly RefusalCode[] = [
  'held-for-another',
  'item-lost',
  'item-missing',
  'item-claims-returned',
  'item-withdrawn',
]

/** A book that was kept from the patron and of which the desk has not yet been asked where it goes. */
export function leftBy(transaction: Transaction): PutAside | undefined {
  if (transaction.kind !== 'refused' || !transaction.barcode || !goesSomewhere.includes(transaction.code)) return undefined
  return { why: 'left', because: words(`refusal.${transaction.code}`) }
}

/** Whether that is still so by all that is known now: the book was not lent since, and is not where it was kept for the hold before. */
export function stillLies({ why }: PutAside, { loan, holds, barcode }: ItemFacts, since: string): boolean {
  const isLent = loan !== undefined && milliseconds(loan.lentAt) > milliseconds(since)
  return !isLent && !(why === 'left' && holds.some(hold => isCaughtWith(hold, barcode)))
}
