import { type Connector, ConnectorError } from '../../sync/connectors/connector.ts'
import { readUpload } from '../../sync/hub/accept-upload.ts'
import { lookAround } from '../../sync/hub/looks/look-around.ts'
import type { ReplayPorts } from '../../sync/hub/ports.ts'
import { type ReplayOptions, replayOnce } from '../../sync/hub/replay-loop.ts'
import { Tries } from '../../sync/hub/tries.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import { type Changes, type Have, type NeighbourEntry, type Outcomes, protocolVersion } from '../../sync/protocol/messages.ts'
import type { FirstMorning } from './first-morning.ts'
import { branches } from './first-morning.ts'
import type { HubStores } from './hub-stores.ts'
import type { Sabotage } from './sabotage.ts'
import { centralDesk, type Trouble } from './script.ts'
import type { ServedLibrary } from './served-library.ts'
import { TroubledSystem } from './troubled-system.ts'
import type { TrueTime } from './true-time.ts'

/** What a station meets when it goes online: the hub at home, or one on board. */
export interface MeetingPoint {
  /** It may have less of a journal than it had. */
  readonly mayForget: boolean
  have(station: string, epoch: string): Promise<Have>
  receive(station: string, epoch: string, entries: readonly Entry[]): Promise<Have>
  /** Whatever follows from what came in. */
  replay(): Promise<void>
  outcomes(station: string, since: number): Promise<Outcomes>
  /** What the other stations did that a register of that version does not show; only a hub on board tells it. */
  neighbours?(station: string, since: number): Promise<readonly NeighbourEntry[]>
  /** Undefined where nobody can tell now. */
  changes(since: number): Promise<Changes | undefined>
}

/** Uploads, replay and library system of the real hub, on whatever stores it is given. */
export class SimulatedHub implements MeetingPoint {
  readonly mayForget = false
  readonly stores: HubStores
  readonly library: Connector
  readonly #system: TroubledSystem
  readonly #ports: ReplayPorts
  readonly #options: ReplayOptions
  readonly #tries = new Tries()
  #crashIn = Number.POSITIVE_INFINITY

  constructor(
    stores: HubStores,
    { library, system }: ServedLibrary,
    time: TrueTime,
    sabotage: Sabotage,
    closed: ReadonlySet<string>,
    lanes: number,
  ) {
    const now = time.iso
    this.stores = stores
    this.library = library
    this.#system = new TroubledSystem(sabotage.connector?.(system, now) ?? system, time, closed)
    const version = () => stores.version()
    const uploads = sabotage.uploads?.(this.uploads) ?? this.uploads
    const { titles, claims } = stores
    const looks = sabotage.looks?.(stores.looks) ?? stores.looks
    const cardOf = async (patronId: string) => (await this.tables.patron(patronId))?.cards[0]
    const memory = { looks, cardOf, unseen: { ownBranches, afterMs: 30 * 60_000 } }
    const publisher = { version, touch: version }
    this.#ports = { uploads, connector: this.#system, publisher, titles, now, ...memory, ...(claims && { claims }) }
    // Here a copy is kept for two nights.
    const policy = { renewalPatienceMs: 14 * dayMs, holdShelfMs: 2 * dayMs }
    this.#options = { policy, lanes, ...sabotage.replay, at: () => this.#step() }
  }

  /** What the library system's connector says that it can. */
  get can() {
    return this.#system.can
  }
  get tables() {
    return this.stores.tables
  }
  get uploads() {
    return this.stores.uploads
  }

  async open({ items, places, patrons, loans, holds }: FirstMorning): Promise<void> {
    await this.tables.write(
      [
        ...items.map(item => ({ kind: 'put-item', item }) as const),
        ...items.map(({ barcode }) => ({ kind: 'set-place', barcode, branch: places.get(barcode)! }) as const),
        ...patrons.map(patron => ({ kind: 'put-patron', patron }) as const),
        ...loans.map(loan => ({ kind: 'put-loan', loan }) as const),
        ...holds.map(hold => ({ kind: 'put-hold', hold }) as const),
      ],
      'first morning',
    )
    await this.lookAround()
  }

  /** As a hub does at night where the library system tells no times. */
  async lookAround(): Promise<void> {
    if (this.#system.can.knows.times) return
    for (const barcode of await this.stores.barcodes()) await this.#look(barcode)
  }

  /** What fails is looked at again soon. */
  async #look(barcode: string, tries = 20): Promise<void> {
    try {
      await lookAround(this.#ports, [barcode])
    } catch (error) {
      if (!(error instanceof ConnectorError) || tries === 1) throw error
      await this.#look(barcode, tries - 1)
    }
  }

  /** Takes an upload as the real hub does. */
  async receive(station: string, epoch: string, entries: readonly Entry[]): Promise<Have> {
    return (await this.take(station, epoch, entries)).have
  }

  /** The same, and tells what came of it. */
  async take(station: string, epoch: string, entries: readonly unknown[]) {
    const upload = readUpload(station, { protocol: protocolVersion, epoch, entries })
    if (!upload.ok) throw new Error(upload.message)
    const verdict = await this.uploads.take(station, { epoch, entries: upload.entries })
    return { verdict, have: await this.uploads.have(station, epoch) }
  }

  have(station: string, epoch: string): Promise<Have> {
    return Promise.resolve(this.uploads.have(station, epoch))
  }

  outcomes(station: string, since: number): Promise<Outcomes> {
    return this.uploads.outcomes(station, since)
  }

  changes(since: number): Promise<Changes> {
    return this.stores.changes(since)
  }

  /** What the library system put off and has to do by now. */
  catchUp(): Promise<void> {
    return this.#system.catchUp()
  }

  willHave(trouble: Trouble, after: number): void {
    if (trouble === 'crash') this.#crashIn = after
    else this.#system.willHave(trouble, after)
  }

  /** Replays until nothing more can be decided now, through crashes and silences. */
  async replay(): Promise<void> {
    for (let pass = 0; pass < passesAtMost; pass++) {
      const end = await replayOnce(this.#ports, this.#options, this.#tries).catch(async (error: unknown) => {
        if (!(error instanceof HubDied)) throw error
        await this.stores.killed()
        return 'retry'
      })
      if (end === 'quiet' || end === 'waiting') return
    }
  }

  #step(): void {
    if (this.#crashIn-- === 0) throw new HubDied()
  }
}

const dayMs = 86_400_000
/** A hub goes on for ever; each pass ends at the first silence. */
const passesAtMost = 40
const ownBranches = branches.filter(branch => branch !== centralDesk)

class HubDied extends Error {}
