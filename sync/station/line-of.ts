import type { Transaction } from '../../circulation/transaction.ts'
import type { LibrarySettings } from '../register/register.ts'
import { words } from './desk-words.ts'
import type { Line } from './session.ts'
import { placeName, returnLine, returnShape } from './verdicts.ts'

/** A line before it has its id and time. */
export type NewLine = Omit<Line, 'lineId' | 'at' | 'entry'>

/** What a line is called by, which the journal does not hold: titles come from the register. */
export type LineName = Pick<Line, 'barcode' | 'title' | 'titleId'>

/**
 * The line of today's list that tells of a transaction; undefined where it has none. The same for an act just done and for a journal read at
 * start. An undo's line is made from the one it takes back.
 */
export function lineOf(transaction: Transaction, name: LineName, settings: LibrarySettings): NewLine | undefined {
  switch (transaction.kind) {
    case 'checkout': {
      const { kind, barcode, patronId, visitId, dueOn, overrides } = transaction
      return { ...name, kind, shape: 'yes', barcode, patronId, visitId, fact: { day: dueOn }, overrides }
    }
    case 'checkin': {
      const { kind, barcode, patronId } = transaction
      const fact = returnLine(transaction, settings)
      return { ...name, kind, shape: returnShape(transaction), barcode, ...(patronId && { patronId }), fact }
    }
    case 'renewal': {
      const { kind, barcode, patronId, dueOn, overrides } = transaction
      return { ...name, kind, shape: 'yes', barcode, patronId, fact: { day: dueOn }, overrides }
    }
    case 'move': {
      const { kind, barcode, patronId, dueOn } = transaction
      return { ...name, kind, shape: 'yes', barcode, patronId, fact: { day: dueOn } }
    }
    case 'hold-request': {
      const { kind, titleId, patronId, pickup } = transaction
      const place = placeName(settings, pickup.branch, pickup.stopId)
      return { ...name, kind, shape: 'yes', titleId, patronId, fact: words('line.hold-requested', { place }) }
    }
    case 'payment': {
      const { kind, patronId, visitId, cents } = transaction
      return { kind, shape: 'yes', patronId, visitId, fact: { cents } }
    }
    case 'refused': {
      const { kind, patronId, code } = transaction
      return { ...name, kind, shape: 'no', ...(patronId && { patronId }), fact: words(`refusal.${code}`) }
    }
    default:
      return undefined
  }
}

/** The line of an undo, named like the line that it takes back. */
export function undoLineOf({ barcode, title, titleId, patronId, visitId, fact }: Line): NewLine {
  return {
    kind: 'undo',
    shape: 'yes',
    ...(barcode && { barcode }),
    ...(title && { title }),
    ...(titleId && { titleId }),
    ...(patronId && { patronId }),
    ...(visitId && { visitId }),
    // Money has no title to be called by.
    fact: 'cents' in fact ? words('line.payment-undone', { sum: fact.cents / 100 }) : words('line.undone'),
  }
}
