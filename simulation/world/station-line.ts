import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { Journal } from '../../sync/journal/journal.ts'
import { readSealed, sealForCarrying } from '../../sync/journal/usb-export.ts'
import type { NeighbourEntry, OutcomeMessage } from '../../sync/protocol/messages.ts'
import type { WritableRegister } from '../../sync/register/writable-register.ts'
import { offsetFrom } from '../../sync/station/link.ts'
import type { ClockOffset, SyncClient, SyncState } from '../../sync/station/sync-client.ts'
import type { HomeComing } from './script.ts'
import type { MeetingPoint, SimulatedHub } from './simulated-hub.ts'
import type { StationClock, TrueTime } from './true-time.ts'

/** A station's way to the hub in a world without sockets: when it goes and what gets lost on it is the world's choice. */
export class StationLine implements SyncClient {
  readonly #outcomes = new Map<string, OutcomeMessage>()
  #cursor = 0
  #offset: ClockOffset | undefined
  #have: SyncState['have']
  #neighbours: readonly NeighbourEntry[] = []
  #next: { readonly how: HomeComing; readonly share: number } | undefined
  #sentLast: readonly Entry[] = []

  constructor(
    private readonly station: string,
    private readonly journal: Journal,
    private readonly register: WritableRegister,
    private readonly clock: StationClock,
    private readonly time: TrueTime,
    private readonly hub: MeetingPoint,
  ) {}

  start(): void {}
  nudge(): void {}
  async stop(): Promise<void> {}

  state(): SyncState {
    const { size } = this.#outcomes
    return {
      link: this.#next ? 'good' : 'none',
      outcomes: size === 0 ? this.#outcomes : new Map(this.#outcomes),
      ...(this.#offset && { offset: this.#offset }),
      ...(this.#have && { have: this.#have }),
      ...(this.#neighbours.length > 0 && { neighbours: this.#neighbours }),
    }
  }

  /** What the next turn shall be. */
  plan(how: HomeComing, share: number): void {
    this.#next = { how, share }
  }

  /** Asks the hub for the time: over a slow line one knows it less well. */
  contact(share: number): void {
    const roundTripMs = 20 + Math.round(share * 4000)
    const askedAt = this.clock.now()
    this.time.ms += Math.round(roundTripMs * share)
    const hubTime = this.time.iso()
    this.time.ms += roundTripMs - Math.round(roundTripMs * share)
    this.#offset = offsetFrom({ askedAt, roundTripMs, answeredAtMonotonicMs: this.clock.monotonicMs(), hubTime })
  }

  /** The machine starts anew: its monotonic clock begins at zero, what was measured counts from the wall's from now on. */
  restart(): void {
    this.#neighbours = []
    const { measuredAtMonotonicMs: _, ...earlier } = this.#offset ?? {}
    if ('measuredAt' in earlier) this.#offset = earlier as ClockOffset
  }

  async turn(): Promise<void> {
    if (!this.#next) return
    const { how, share } = this.#next
    this.contact(share)
    await this.#upload(how === 'part' ? share : 1)
    if (how === 'twice') await this.#oldRequest()
    if (how !== 'unheard') await this.#download()
    this.#next = undefined
  }

  /** The journal as it is now, as a file on a stick. */
  async carried(): Promise<string> {
    return sealForCarrying(this.station, await this.journal.entries(), this.clock.now())
  }

  async #upload(share: number): Promise<void> {
    if (this.hub.mayForget) await this.#askWhatItHas()
    const entries = await this.journal.entries(this.#have)
    const some = entries.slice(0, Math.ceil(entries.length * share))
    const last = some.at(-1)
    if (!last) return
    await this.hub.receive(this.station, last.epoch, some)
    if (this.#sentLast.length === 0) this.#sentLast = some
    await this.hub.replay()
    // Nobody heard the answer where only a part got through: it is sent again.
    if (share === 1) this.#have = { epoch: last.epoch, sequence: last.sequence }
  }

  /** A hub that holds less than it did is sent all, and asked for its outcomes from the beginning. */
  async #askWhatItHas(): Promise<void> {
    if (!this.#have || (await this.hub.have(this.station, this.#have.epoch)).sequence >= this.#have.sequence) return
    this.#have = undefined
    this.#cursor = 0
  }

  /** A request that was thought lost comes after all. */
  async #oldRequest(): Promise<void> {
    const [first] = this.#sentLast
    if (first) await this.hub.receive(this.station, first.epoch, this.#sentLast)
    this.#sentLast = []
    await this.hub.replay()
  }

  async #download(): Promise<void> {
    const { cursor, outcomes } = await this.hub.outcomes(this.station, this.#cursor)
    for (const outcome of outcomes) this.#outcomes.set(entryKey({ station: this.station, ...outcome }), outcome)
    this.#cursor = cursor
    const { since } = this.register.download()
    this.#neighbours = (await this.hub.neighbours?.(this.station, since ?? 0)) ?? []
    const changes = await this.hub.changes(since ?? 0)
    if (changes) await this.register.apply(changes)
  }
}

/** What a stick brings home, any number of times. */
export async function deliver(hub: SimulatedHub, text: string): Promise<void> {
  const carried = readSealed(text)
  if (carried.kind !== 'whole') throw new Error(`the stick is refused: ${carried.why}`)
  const [first] = carried.entries
  if (first) await hub.receive(carried.station, first.epoch, carried.entries)
}
