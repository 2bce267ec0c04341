import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../circulation/numbers.ts'
import { entryKey, type Undo } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'

/** What was done here about things to sort out, read from the journal as it grows: answers given, books found, tasks ticked off. */
export class TaskActs {
  readonly #answers = new Map<string, Entry>()
  readonly #done = new Map<string, Entry>()
  /** By number, oldest first. */
  readonly #scans = new Map<string, Entry[]>()
  /** By number, what was kept from a patron and not scanned since. */
  readonly #kept = new Map<string, Entry>()
  /** By `entryKey`, what was taken back as mistyped. */
  readonly #erased = new Set<string>()

  /** One more entry, in the journal's order. */
  add(entry: Entry): void {
    const { transaction } = entry
    if (transaction.kind === 'answer') this.#answers.set(transaction.hash, entry)
    else if (transaction.kind === 'undo') this.#takeBack(transaction)
    else if (transaction.kind === 'task-done') this.#done.set(entryKey(transaction.target), entry)
    else if (transaction.kind === 'refused' && transaction.barcode) this.#kept.set(numberKey(transaction.barcode), entry)
    else if (transaction.kind === 'checkin' || transaction.kind === 'checkout') this.#scan(numberKey(transaction.barcode), entry)
  }

  #scan(number: string, entry: Entry): void {
    const before = this.#scans.get(number)
    if (before) before.push(entry)
    else this.#scans.set(number, [entry])
    this.#kept.delete(number)
  }

  #takeBack({ target, why }: Undo): void {
    const key = entryKey(target)
    for (const [hash, answer] of this.#answers) if (entryKey(answer) === key) this.#answers.delete(hash)
    if (why === 'mistyped') this.#erased.add(key)
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
    const scan = this.#lastScan(barcode)
    return !!scan && entryKey(scan) !== taskId && isSince(scan, since)
  }

  /** Whether what an entry told of its book is the last word here: not taken back as mistyped, nor ticked off, and nothing of the book scanned after it. */
  isLastWord(entry: Entry, barcode: string): boolean {
    const key = entryKey(entry)
    if (this.#erased.has(key) || this.#done.has(key)) return false
    const last = entry.transaction.kind === 'refused' ? this.#kept.get(numberKey(barcode)) : this.#lastScan(barcode)
    return last !== undefined && entryKey(last) === key
  }

  #lastScan(barcode: string): Entry | undefined {
    return this.#scans.get(numberKey(barcode))?.findLast(scan => !this.#erased.has(entryKey(scan)))
  }
}

function isSince(entry: Entry | undefined, since: string): boolean {
  if (!entry) return false
  const { wall, offset } = entry.at
  const at = Temporal.Instant.from(wall).add({ milliseconds: Math.round(offset?.ms ?? 0) })
  return Temporal.Instant.compare(at, Temporal.Instant.from(since)) >= 0
}
