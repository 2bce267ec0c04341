import type { Entry } from '../../journal/entry.ts'
import { type Carried, readSealed, sealForCarrying } from '../../journal/usb-export.ts'
import type { Brought } from '../../protocol/messages.ts'
import { HubError, type HubLine } from '../hub-line.ts'
import type { CarriedJournal, StationStore } from '../station-store.ts'

/** So many entries go to the hub at once, each run under a seal of its own: a slow line gets one through where it would not get a year through. */
const entriesAtOnce = 400

export interface BringUpPorts {
  readonly store: StationStore
  readonly hub: Pick<HubLine, 'bring'>
  /** Wall clock here, UTC. */
  now(): string
  onProgress(): void
}

/**
 * Brings up the journals of other stations that were taken here, each from where it was left off. What is behind a piece that was answered is never sent again;
 * a piece whose answer was lost is, and is known there. A journal that the hub does not take is kept with its reason and holds up no other.
 */
export class BringUp {
  readonly #ports: BringUpPorts
  /** Refused in this run: the hub is asked again after the next start. */
  readonly #refused = new Set<string>()

  constructor(ports: BringUpPorts) {
    this.#ports = ports
  }

  /** Sends all there is. Rejects with the line's error where there is none, or where the hub does not want this station. */
  async send(): Promise<void> {
    for (const carried of this.#ports.store.stored().carried.values())
      if (carried.text !== undefined && !(carried.refused && this.#refused.has(carried.seal)))
        await this.#bring(carried, carried.text)
  }

  async #bring(carried: CarriedJournal, text: string): Promise<void> {
    const { store, onProgress } = this.#ports
    const file = readSealed(text)
    // Its seal held when it was taken.
    if (file.kind !== 'whole') throw new Error(`a journal kept here is ${file.why}`)
    let stands: CarriedJournal = carried
    while (stands.sent < file.entries.length) {
      const piece = file.entries.slice(stands.sent, stands.sent + entriesAtOnce)
      const answer = await this.#ask(file.station, piece, file.writtenAt)
      if (typeof answer === 'string') return this.#refuse(stands, answer)
      if (answer.missing.length > 0) return this.#bringWhole(stands, file)
      const { refused: _, ...rest } = stands
      stands = { ...rest, sent: stands.sent + piece.length, fresh: stands.fresh + answer.fresh }
      if (stands.sent < file.entries.length) await store.putCarried(stands)
      onProgress()
    }
    await this.#finish(stands)
  }

  /** A piece behind a hole: where the hub keeps the other side of a fork, it needs all of ours at once to keep it beside. */
  async #bringWhole(stands: CarriedJournal, { station, entries, writtenAt }: Extract<Carried, { kind: 'whole' }>): Promise<void> {
    const answer = await this.#ask(station, entries, writtenAt)
    if (typeof answer === 'string') return this.#refuse(stands, answer)
    if (answer.missing.length > 0) return this.#refuse(stands, 'chain')
    await this.#finish({ ...stands, sent: entries.length, fresh: stands.fresh + answer.fresh })
  }

  async #finish(stands: CarriedJournal): Promise<void> {
    const { text: _, refused: __, ...receipt } = stands
    await this.#ports.store.putCarried({ ...receipt, receivedAt: this.#ports.now() })
    this.#ports.onProgress()
  }

  /** The file is kept. A hole before it is closed by the station's own line, or by an earlier stick. */
  async #refuse(stands: CarriedJournal, why: string): Promise<void> {
    this.#refused.add(stands.seal)
    await this.#ports.store.putCarried({ ...stands, refused: why })
    this.#ports.onProgress()
  }

  async #ask(station: string, entries: readonly Entry[], writtenAt: string): Promise<Brought | string> {
    try {
      return await this.#ports.hub.bring(sealForCarrying(station, entries, writtenAt))
    } catch (error) {
      if (!(error instanceof HubError) || error.kind === 'no-answer' || error.kind === 'refused') throw error
      return error.code ?? error.kind
    }
  }
}
