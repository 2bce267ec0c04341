import type { Recorded } from './ledger.ts'
import { entryKey, type StopCorrection, type Transaction, type Undo } from './transaction.ts'

/**
 * The run as if nothing had ever been taken back: what an undo erased is gone, an undo because the book is here has become a return at its
 * own time, moved loans no longer fill the first patron's hold, and entries of a corrected stop stand where they belong. Undos and stop corrections
 * themselves are gone. The order stays.
 */
export function whatStands(recorded: readonly Recorded[]): Recorded[] {
  const erased = erasedEntries(recorded)
  const standing = recorded.filter(one => !erased.has(entryKey(one.id)))
  const byKey = new Map(standing.map((one, index) => [entryKey(one.id), { one, index }]))
  const earlier = (key: string, index: number) => {
    const found = byKey.get(key)
    return found && found.index < index ? found.one : undefined
  }
  const moved = new Set(
    standing.flatMap(({ transaction }) => (transaction.kind === 'move' ? [entryKey(transaction.target)] : [])),
  )
  const corrections = standing.filter(one => one.transaction.kind === 'stop-correction')

  return standing.flatMap((one, index) => {
    const placed = atCorrectedStop(one, corrections)
    const { transaction } = placed
    switch (transaction.kind) {
      case 'stop-correction':
        return []
      case 'undo': {
        const target = earlier(entryKey(transaction.target), index)
        const back = target && returned(target.transaction)
        return back ? [{ ...placed, transaction: back }] : []
      }
      case 'checkout':
        return [moved.has(entryKey(one.id)) ? { ...placed, transaction: withoutHold(transaction) } : placed]
      default:
        return [placed]
    }
  })
}

/** Keys of all entries that never were, found from the last to the first, so that an undone undo erases nothing. */
function erasedEntries(recorded: readonly Recorded[]): Set<string> {
  const erased = new Set<string>()
  const place = new Map(recorded.map((one, index) => [entryKey(one.id), index]))
  for (let index = recorded.length - 1; index >= 0; index--) {
    const { id, transaction } = recorded[index]!
    if (transaction.kind !== 'undo' || erased.has(entryKey(id))) continue
    const target = entryKey(transaction.target)
    const at = place.get(target)
    if (at !== undefined && at < index && erases(transaction, recorded[at]!.transaction)) erased.add(target)
  }
  for (const { id, transaction } of recorded) {
    if (transaction.kind === 'move' && erased.has(entryKey(transaction.target))) erased.add(entryKey(id))
  }
  return erased
}

/** Only what moved a book can stand with the book coming back; anything else that is undone never was. */
function erases(undo: Undo, target: Transaction): boolean {
  return undo.why === 'mistyped' || returned(target) === undefined
}

/** The return that an undo because the book is here amounts to; where the copy goes, its next scan says. */
function returned(transaction: Transaction): Transaction | undefined {
  switch (transaction.kind) {
    case 'checkin':
      return transaction
    case 'checkout':
    case 'renewal':
    case 'move': {
      const { barcode, patronId } = transaction
      return { kind: 'checkin', barcode, patronId, destination: { kind: 'shelf' } }
    }
    default:
      return undefined
  }
}

function withoutHold(transaction: Transaction & { kind: 'checkout' }): Transaction {
  const { fillsHold: _, ...rest } = transaction
  return rest
}

/** Of several corrections the last that covers the entry counts. */
function atCorrectedStop(one: Recorded, corrections: readonly Recorded[]): Recorded {
  const correction = corrections.findLast(({ id, transaction }) => {
    const { fromSequence, toSequence } = transaction as StopCorrection
    const { station, epoch, sequence } = one.id
    const sameRun = id.station === station && id.epoch === epoch
    return sameRun && sequence >= fromSequence && sequence <= toSequence && sequence < id.sequence
  })
  if (!correction) return one
  const { branch, stopId } = correction.transaction as StopCorrection
  const { stopId: _, ...rest } = one
  return stopId === undefined ? { ...rest, branch } : { ...rest, branch, stopId }
}
