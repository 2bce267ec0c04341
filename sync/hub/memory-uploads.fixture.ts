import { numberKey } from '../../circulation/numbers.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import { type EntryId, entryKey, isReplayed } from '../../circulation/transaction.ts'
import { MemoryTables } from '../connectors/builtin/memory-tables.fixture.ts'
import type { Entry } from '../journal/entry.ts'
import { readEntry } from '../journal/read-entry.ts'
import type { SendingMark, StoredEntry, UploadStore } from './ports.ts'
import type { Stores } from './replay-world.fixture.ts'

/** Uploads in memory, for properties over thousands of days. Counts how often an outcome was given. */
export class MemoryUploads implements UploadStore {
  readonly stored = new Map<string, StoredEntry>()
  readonly marks = new Map<string, SendingMark>()
  readonly given = new Map<string, Outcome[]>()

  take(entries: readonly Entry[], receivedAt: string) {
    for (const entry of entries) {
      const id: EntryId = { station: entry.station, epoch: entry.epoch, sequence: entry.sequence }
      if (this.stored.has(entryKey(id))) continue
      const arrival = this.stored.size + 1
      this.stored.set(entryKey(id), {
        id,
        hash: entry.hash,
        arrival,
        receivedAt,
        ...(readEntry(entry) && { entry }),
        payload: JSON.stringify(entry),
        fork: false,
      })
    }
  }
  async waiting() {
    return this.#all(({ outcome, entry }) => !outcome && (!entry || isReplayed(entry.transaction)))
  }
  async unreadable() {
    return (await this.waiting()).filter(({ entry, fork }) => !entry || fork)
  }
  async undecided() {
    return this.#all(({ outcome }) => outcome?.kind === 'needs-person')
  }
  async entry(id: EntryId) {
    return this.stored.get(entryKey(id))
  }
  async entriesAbout(barcode: string) {
    return this.#all(
      ({ entry }) =>
        !!entry && 'barcode' in entry.transaction && numberKey(entry.transaction.barcode ?? '') === numberKey(barcode),
    )
  }
  async run(station: string, epoch: string, from: number, to: number) {
    return this.#all(
      ({ id, entry }) => !!entry && id.station === station && id.epoch === epoch && id.sequence >= from && id.sequence <= to,
    )
  }
  async answers() {
    return this.#all(({ entry, outcome }) => entry?.transaction.kind === 'answer' && outcome?.kind === 'applied')
  }
  async markSending(mark: SendingMark) {
    this.marks.set(mark.mark, mark)
  }
  async openMarks() {
    return [...this.marks.values()]
  }
  async putOutcome(of: StoredEntry, outcome: Outcome) {
    const key = entryKey(of.id)
    this.stored.set(key, { ...this.stored.get(key)!, outcome })
    this.given.set(key, [...(this.given.get(key) ?? []), outcome])
    for (const [mark, { id }] of this.marks) if (entryKey(id) === key) this.marks.delete(mark)
  }

  #all(wanted: (stored: StoredEntry) => boolean): StoredEntry[] {
    return [...this.stored.values()].filter(wanted)
  }
}

export function memoryStores(receivedAt = '2026-11-24T12:00:00Z') {
  const uploads = new MemoryUploads()
  const tables = new MemoryTables()
  const stores: Stores = {
    uploads,
    tables,
    version: async () => tables.version,
    take: async entries => uploads.take(entries, receivedAt),
  }
  return { ...stores, uploads, tables }
}
