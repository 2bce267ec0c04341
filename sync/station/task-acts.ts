import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../circulation/numbers.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'

/** What was done here about things to sort out, read from the journal as it grows: answers given, books found, tasks ticked off. */
export class TaskActs {
  readonly #answers = new Map<string, Entry>()
  readonly #done = new Map<string, Entry>()
  readonly #scans = new Map<string, Entry>()

  /** One more entry, in the journal's order. */
  add(entry: Entry): void {
    const { transaction } = entry
    if (transaction.kind === 'answer') this.#answers.set(transaction.hash, entry)
    else if (transaction.kind === 'undo') this.#takeBack(entryKey(transaction.target))
    else if (transaction.kind === 'task-done') this.#done.set(entryKey(transaction.target), entry)
    else if (transaction.kind === 'checkin' || transaction.kind === 'checkout')
      this.#scans.set(numberKey(transaction.barcode), entry)
  }

  #takeBack(target: string): void {
    for (const [hash, answer] of this.#answers) if (entryKey(answer) === target) this.#answers.delete(hash)
  }

  /** The last answer given here about the entry with that hash. */
  answerTo(hash: string): Entry | undefined {
    return this.#answers.get(hash)
  }

  /** Whether it was ticked off after that instant of the hub's clock. */
  isDone(taskId: string, since: string): boolean {
    return isSince(this.#done.get(taskId), since)
  }

  /** Whether the item has been in somebody's hands here since, by another scan than the one of that task. */
  wasScanned(barcode: string, taskId: string, since: string): boolean {
    const scan = this.#scans.get(numberKey(barcode))
    return !!scan && entryKey(scan) !== taskId && isSince(scan, since)
  }
}

function isSince(entry: Entry | undefined, since: string): boolean {
  if (!entry) return false
  const { wall, offset } = entry.at
  const at = Temporal.Instant.from(wall).add({ milliseconds: Math.round(offset?.ms ?? 0) })
  return Temporal.Instant.compare(at, Temporal.Instant.from(since)) >= 0
}
