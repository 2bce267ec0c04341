import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { What } from '../oracle/true-events.ts'

/** What truly happened when a station wrote this; undefined where the library system need not learn of it. */
export function truthOf(entry: Entry): What | undefined {
  const { transaction, branch, station, epoch } = entry
  switch (transaction.kind) {
    case 'checkout': {
      const { patronId, dueOn } = transaction
      return { kind: 'checkout', barcode: onTheLabel(transaction.barcode), patronId, branch, dueOn }
    }
    case 'checkin':
      return { kind: 'checkin', barcode: onTheLabel(transaction.barcode), branch }
    case 'renewal': {
      const { barcode, patronId, dueOn } = transaction
      return { kind: 'renewal', barcode, patronId, dueOn }
    }
    case 'hold-request': {
      const { titleId, patronId, pickup } = transaction
      return { kind: 'hold', holdId: `desk:${entryKey(entry)}`, titleId, patronId, branch: pickup.branch }
    }
    case 'undo':
      return { kind: 'undo', target: entryKey(transaction.target), why: transaction.why, branch }
    case 'move': {
      const { target, patronId, dueOn } = transaction
      return { kind: 'move', target: entryKey(target), patronId, dueOn }
    }
    case 'stop-correction': {
      const { fromSequence, toSequence } = transaction
      const run = Array.from({ length: toSequence - fromSequence + 1 }, (_, index) => fromSequence + index)
      return {
        kind: 'stop-correction',
        targets: run.map(sequence => entryKey({ station, epoch, sequence })),
        branch: transaction.branch,
      }
    }
    default:
      return undefined
  }
}

/** A misread label has a digit too many in front; nobody has such an item. */
export function misread(barcode: string): string {
  return `9${barcode}`
}

/** What truly stands on the label that was read. */
export function onTheLabel(barcode: string): string {
  return barcode.length === 8 && barcode.startsWith('9') ? barcode.slice(1) : barcode
}
