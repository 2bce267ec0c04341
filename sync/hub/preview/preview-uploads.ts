import { numberKey } from '../../../circulation/numbers.ts'
import type { Outcome } from '../../../circulation/outcome.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import type { StoredEntry, UploadStore } from '../ports.ts'

/** Uploads as they would become: entries of a file beside those that came, and outcomes that nobody is told. */
export class PreviewUploads implements UploadStore {
  readonly outcomes = new Map<string, Outcome>()
  readonly #real: UploadStore
  readonly #batch: readonly StoredEntry[]
  readonly #carried: ReadonlyMap<string, StoredEntry>

  /** `carried`: those of the batch that the hub does not have yet. */
  constructor(real: UploadStore, batch: readonly StoredEntry[], carried: readonly StoredEntry[]) {
    this.#real = real
    this.#batch = batch
    this.#carried = new Map(carried.map(stored => [entryKey(stored.id), stored]))
  }

  async waiting() {
    return this.#batch
  }
  async unreadable() {
    return this.#batch.filter(({ entry, fork }) => !entry || fork)
  }
  async undecided() {
    return []
  }
  async openMarks() {
    return []
  }
  async answers() {
    return this.#real.answers()
  }
  async markSending() {}
  async putOutcome({ id }: StoredEntry, outcome: Outcome) {
    this.outcomes.set(entryKey(id), outcome)
  }
  async entry(id: StoredEntry['id']) {
    const stored = this.#carried.get(entryKey(id)) ?? (await this.#real.entry(id))
    return stored && this.#now(stored)
  }
  async entriesAbout(barcode: string) {
    const about = [...this.#carried.values()].filter(({ entry }) => isAbout(entry?.transaction, barcode))
    return [...(await this.#real.entriesAbout(barcode)), ...about].map(stored => this.#now(stored))
  }
  async run(station: string, epoch: string, from: number, to: number) {
    const carried = [...this.#carried.values()].filter(
      ({ id, entry }) => entry && id.station === station && id.epoch === epoch && id.sequence >= from && id.sequence <= to,
    )
    return [...(await this.#real.run(station, epoch, from, to)), ...carried].map(stored => this.#now(stored))
  }

  #now(stored: StoredEntry): StoredEntry {
    const outcome = this.outcomes.get(entryKey(stored.id))
    return outcome ? { ...stored, outcome } : stored
  }
}

function isAbout(transaction: object | undefined, barcode: string): boolean {
  return !!transaction && 'barcode' in transaction && numberKey(String(transaction.barcode ?? '')) === numberKey(barcode)
}
