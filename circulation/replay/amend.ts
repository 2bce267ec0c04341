import type { RefusalCode } from '../refusals.ts'
import type { Answer } from '../transaction.ts'
import type { Happening } from './happening.ts'

/**
 * A happening as a person's answer makes it: the right number for the mistyped one, an override that was missing, a return for a loan to nobody
 * known. What was recorded stays as it is; only what is decided and written changes. Other answers leave it as it was.
 */
export function amend(x: Happening, { choice, question, right = {} }: Pick<Answer, 'choice' | 'question' | 'right'>): Happening {
  const { transaction } = x
  switch (choice) {
    case 'correct-barcode':
      return right.barcode && 'barcode' in transaction
        ? { ...x, transaction: { ...transaction, barcode: right.barcode } as typeof transaction }
        : x
    case 'correct-card':
      // Whose card it is, the library system says.
      return right.card && 'card' in transaction ? { ...x, transaction: { ...transaction, card: right.card, patronId: '' } } : x
    case 'quick-add':
      return { ...x, added: right.title ? { title: right.title } : {} }
    case 'lend-anyway': {
      if (transaction.kind !== 'checkout') return x
      const code = overridden[question]
      if (!code) return x
      return { ...x, transaction: { ...transaction, overrides: [...transaction.overrides, { code, reason: 'lend-anyway' }] } }
    }
    case 'take-back':
      return asReturn(x, question)
    default:
      return x
  }
}

const overridden: Partial<Record<Answer['question'], RefusalCode>> = {
  'item-withdrawn': 'item-withdrawn',
  'not-for-loan': 'item-not-for-loan',
  'kept-for-another': 'held-for-another',
}

/** Nobody is known who has it, and the book is here: it came back in that instant. */
function asReturn(x: Happening, question: Answer['question']): Happening {
  const { transaction } = x
  if (question === 'unknown-patron' && transaction.kind === 'checkout')
    return { ...x, transaction: { kind: 'checkin', barcode: transaction.barcode, destination: { kind: 'shelf' } } }
  if (question === 'undo-not-exact' && transaction.kind === 'undo')
    return { ...x, transaction: { ...transaction, why: 'book-is-here' } }
  return x
}
