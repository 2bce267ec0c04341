import { isReplayed } from '../../circulation/transaction.ts'
import type { BoardJournals } from '../../sync/hub/on-board/board-journals.ts'
import { withWhatTheySpeakOf } from '../../sync/hub/on-board/neighbours.ts'
import { writtenIn } from '../../sync/journal/epoch.ts'
import type { NeighbourEntry, OutcomeMessage, Outcomes } from '../../sync/protocol/messages.ts'
import { UploadsInMemory } from './uploads-in-memory.ts'

/** The journals of a hub on board without a database; what its disk keeps, until it loses it. */
export class JournalsOnBoard implements BoardJournals {
  readonly uploads: UploadsInMemory
  readonly #told = new Map<string, OutcomeMessage[]>()
  readonly #known = new Map<string, string>()
  readonly #cursors = new Map<string, number>()

  constructor(now: () => string) {
    this.uploads = new UploadsInMemory(now, () => 0)
  }

  async tails() {
    const tails = new Map<string, { station: string; epoch: string; sequence: number; hash: string }>()
    for (const { id, hash } of this.uploads.all()) {
      const key = `${id.station}/${id.epoch}`
      if (id.sequence > (tails.get(key)?.sequence ?? 0)) tails.set(key, { ...id, hash })
    }
    return [...tails.values()]
  }

  async hashAt(station: string, epoch: string, sequence: number) {
    return (await this.uploads.entry({ station, epoch, sequence }))?.hash
  }

  async after(station: string, epoch: string, sequence: number, limit: number) {
    const run = await this.uploads.run(station, epoch, sequence + 1, Number.POSITIVE_INFINITY)
    return run
      .slice(0, Math.min(limit, 7))
      .map(({ id, payload }) => ({ sequence: id.sequence, entry: JSON.parse(payload) as unknown }))
  }

  async waitsFor(station: string) {
    const waiting = await this.uploads.waiting()
    return waiting.some(({ id, hash }) => id.station === station && !this.#known.has(hash))
  }

  async cursor(station: string) {
    return this.#cursors.get(station) ?? 0
  }

  async tell(station: string, cursor: number, outcomes: readonly OutcomeMessage[]) {
    const here = this.uploads.all()
    for (const message of outcomes) {
      const { epoch, sequence, hash, outcome, inVersion } = message
      const same = here.filter(
        ({ id }) => id.station === station && id.sequence === sequence && writtenIn(id.epoch) === writtenIn(epoch),
      )
      const entry = same.find(one => one.hash === hash)
      const text = JSON.stringify([outcome, inVersion])
      if (!entry || this.#known.get(entry.hash) === text) continue
      this.#known.set(entry.hash, text)
      const told = { ...message, epoch: entry.id.epoch }
      this.#told.set(station, [...(this.#told.get(station) ?? []), told])
    }
    this.#cursors.set(station, cursor)
  }

  neighbours(station: string, since: number): Promise<readonly NeighbourEntry[]> {
    const pending = this.uploads.all().flatMap(({ id, hash, entry, fork }): NeighbourEntry[] => {
      const inVersion = this.#told.get(id.station)?.findLast(told => told.hash === hash)?.inVersion
      const isOpen = inVersion === undefined || inVersion > since
      if (!entry || fork || id.station === station || !isReplayed(entry.transaction) || !isOpen) return []
      return [{ entry, ...(inVersion !== undefined && { inVersion }) }]
    })
    return withWhatTheySpeakOf(pending, async id => (await this.uploads.entry(id))?.entry)
  }

  async outcomes(station: string, since: number): Promise<Outcomes> {
    const told = this.#told.get(station) ?? []
    return { cursor: told.length, outcomes: told.slice(since) }
  }
}
