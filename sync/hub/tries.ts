import { type EntryId, entryKey } from '../../circulation/transaction.ts'

/** What the library system refused to write, over passes. */
export class Tries {
  readonly #counts = new Map<string, number>()
  readonly #refused = new Set<string>()

  /** What stands open as sent of this entry, for its own sake or as somebody answered, was refused: it is not carried out late, and nobody waits for that. */
  isRefused(id: EntryId): boolean {
    return this.#refused.has(entryKey(id))
  }

  sent(id: EntryId): void {
    this.#refused.delete(entryKey(id))
  }

  refused(id: EntryId): void {
    this.#refused.add(entryKey(id))
  }

  /** One try more of this transaction was refused. How many by now. */
  count(id: EntryId): number {
    const count = (this.#counts.get(entryKey(id)) ?? 0) + 1
    this.#counts.set(entryKey(id), count)
    return count
  }

  /** It has an outcome: whatever is tried after that begins anew. */
  settled(id: EntryId): void {
    this.#counts.delete(entryKey(id))
    this.#refused.delete(entryKey(id))
  }
}
