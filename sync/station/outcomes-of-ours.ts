import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { SyncState } from './sync-client.ts'

/**
 * Which of the journal's entries each outcome speaks of. The hash says it: after a fork the hub may have another entry under one of our numbers, and
 * ours under the name of a branch.
 */
export class OutcomesOfOurs {
  readonly #keyOf = new Map<string, string>()
  #told: SyncState['outcomes'] | undefined
  #ours: SyncState['outcomes'] = new Map()

  /** An entry that the journal has. What is added later than its outcome is told was not known under that hash. */
  add(entry: Entry): void {
    this.#keyOf.set(entry.hash, entryKey(entry))
  }

  /** By `entryKey` of our entry. What concerns none of ours stands under a key that no entry has. The same for the same. */
  of(told: SyncState['outcomes']): SyncState['outcomes'] {
    if (this.#told !== told) {
      this.#told = told
      this.#ours = new Map([...told].map(([key, message]) => [this.#keyOfEntry(key, message), message]))
    }
    return this.#ours
  }

  #keyOfEntry(key: string, { hash }: OutcomeMessage): string {
    if (!hash) return key
    return this.#keyOf.get(hash) ?? `${key}#${hash}`
  }
}
