import { numberKey } from '../../circulation/numbers.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { acceptUpload, type Envelope } from '../../sync/hub/accept-upload.ts'
import type { SendingMark, StoredEntry } from '../../sync/hub/ports.ts'
import { noHash } from '../../sync/journal/chain.ts'
import { readEntry } from '../../sync/journal/read-entry.ts'
import type { Have, OutcomeMessage } from '../../sync/protocol/messages.ts'
import type { HubStores } from './hub-stores.ts'

/** The hub's uploads without a database; how entries are taken is the real hub's rule. */
export class UploadsInMemory implements Omit<HubStores['uploads'], 'afresh'> {
  readonly #stored = new Map<string, StoredEntry>()
  readonly #runs = new Map<string, string[]>()
  readonly #about = new Map<string, string[]>()
  readonly #waiting = new Set<string>()
  readonly #undecided = new Set<string>()
  readonly #answers = new Set<string>()
  readonly #marks = new Map<string, SendingMark>()
  readonly #told = new Map<string, OutcomeMessage[]>()
  /** Every outcome that an entry was ever given, in order. */
  readonly given = new Map<string, Outcome[]>()
  readonly #now: () => string
  readonly #version: () => number

  constructor(now: () => string, version: () => number) {
    this.#now = now
    this.#version = version
  }

  async have(station: string, epoch: string): Promise<Have> {
    return this.#have(station, epoch)
  }

  #have(station: string, epoch: string): Have {
    const last = this.#stored.get(this.#runs.get(`${station}/${epoch}`)?.at(-1) ?? '')
    return { epoch, sequence: last?.id.sequence ?? 0, hash: last?.hash ?? noHash }
  }

  async take(station: string, { epoch, entries }: { readonly epoch: string; readonly entries: readonly Envelope[] }) {
    const run = this.#runs.get(`${station}/${epoch}`) ?? []
    const hashes = new Map(run.map(key => [this.#stored.get(key)!.id.sequence, this.#stored.get(key)!.hash]))
    const accepted = acceptUpload({ epoch, entries }, { ...this.#have(station, epoch), hashes })
    for (const { id, hash, payload, fork, barcode, replayed } of accepted.entries) {
      const key = entryKey(id)
      if (this.#stored.has(key)) continue
      const entry = readEntry(JSON.parse(payload))
      const arrival = this.#stored.size + 1
      this.#stored.set(key, { id, hash, arrival, receivedAt: this.#now(), payload, fork, ...(entry && { entry }) })
      push(this.#runs, `${id.station}/${id.epoch}`, key)
      if (barcode && !fork) push(this.#about, numberKey(barcode), key)
      if (replayed) this.#waiting.add(key)
    }
    return accepted.verdict
  }

  async outcomes(station: string, since: number) {
    const told = this.#told.get(station) ?? []
    return { cursor: told.length, outcomes: told.slice(since) }
  }

  all(): readonly StoredEntry[] {
    return [...this.#stored.values()]
  }

  async waiting() {
    return this.#listed(this.#waiting)
  }
  async unreadable() {
    return (await this.waiting()).filter(({ entry, fork }) => !entry || fork)
  }
  async undecided() {
    return this.#listed(this.#undecided).sort(byArrival)
  }
  async entry(id: StoredEntry['id']) {
    return this.#stored.get(entryKey(id))
  }
  async entriesAbout(barcode: string) {
    return this.#listed(this.#about.get(numberKey(barcode)) ?? [])
  }
  async run(station: string, epoch: string, from: number, to: number) {
    const run = this.#listed(this.#runs.get(`${station}/${epoch}`) ?? [])
    return run.filter(({ id }) => id.sequence >= from && id.sequence <= to)
  }
  async answers() {
    return this.#listed(this.#answers).sort(byArrival)
  }
  async markSending(mark: SendingMark) {
    this.#marks.set(entryKey(mark.id), mark)
  }
  async openMarks() {
    return [...this.#marks.values()]
  }
  async putOutcome({ id, hash }: StoredEntry, outcome: Outcome) {
    const key = entryKey(id)
    this.#stored.set(key, { ...this.#stored.get(key)!, outcome })
    push(this.given, key, outcome)
    this.#waiting.delete(key)
    this.#marks.delete(key)
    if (outcome.kind === 'applied' && this.#stored.get(key)?.entry?.transaction.kind === 'answer') this.#answers.add(key)
    if (outcome.kind === 'needs-person') this.#undecided.add(key)
    else this.#undecided.delete(key)
    const { epoch, sequence } = id
    push(this.#told, id.station, { epoch, sequence, hash, outcome, at: this.#now(), inVersion: this.#version() })
  }

  #listed(keys: Iterable<string>): StoredEntry[] {
    return [...keys].map(key => this.#stored.get(key)!)
  }
}

function byArrival(one: StoredEntry, other: StoredEntry): number {
  return one.arrival - other.arrival
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
