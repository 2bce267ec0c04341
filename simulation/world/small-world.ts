import type { Loan } from '../../circulation/loan.ts'
import type { ReplayQuestion } from '../../circulation/outcome.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { TrueEvent, What } from '../oracle/true-events.ts'
import { CentralDesk } from './central-desk.ts'
import { type FirstMorning, firstMorning } from './first-morning.ts'
import type { HubStores, OpenStores } from './hub-stores.ts'
import type { Evidence, Sabotage } from './sabotage.ts'
import { centralDesk, type Script } from './script.ts'
import { type ServedLibrary, serveLibrary } from './served-library.ts'
import { SimulatedBoard } from './simulated-board.ts'
import { SimulatedHub } from './simulated-hub.ts'
import { keyOf, SimulatedStation } from './simulated-station.ts'
import { TrueTime } from './true-time.ts'
import { truthOf } from './truth-of-entry.ts'
import { Whereabouts } from './whereabouts.ts'

/** Everything there is: the books, the stations, the library with its own desk, the hub, and what truly happened. */
export class SmallWorld {
  readonly time: TrueTime
  readonly #seed: number
  readonly #sabotage: Sabotage
  readonly morning: FirstMorning
  readonly hub: SimulatedHub
  readonly central: CentralDesk
  readonly evidence: Evidence
  readonly books: Whereabouts
  readonly events: TrueEvent[] = []
  readonly stations = new Map<string, SimulatedStation>()
  /** Hubs on board, by their bus. */
  readonly boards = new Map<string, SimulatedBoard>()
  /** Sticks that are on their way. */
  sticks: string[] = []
  /** Cards of those who got a new one, that first. */
  readonly newCards = new Map<string, readonly string[]>()
  /** What the library has changed in its records so far. */
  changes = 0
  /** Questions that a person was asked, by entry, and those to which no offered choice is true. */
  readonly answered = new Set<string>()
  readonly unanswerable = new Set<string>()
  /** What a person had to enter at the library's own desk, because the library system takes it in no other way. */
  readonly byHand = new Set<string>()
  /** Keys of what still waited for a person when everybody had come home. */
  openAtHome: ReadonlyMap<string, ReplayQuestion> = new Map()
  /** Nights so far, and what lay ready in each: hold -> copy. */
  readonly nights: { readonly at: number; readonly ready: ReadonlyMap<string, string> }[] = []
  /** Loans that a nightly job declared lost: when, and the latest day on which what is lost then was due. */
  readonly declaredLost: { readonly loan: Loan; readonly at: number; readonly lateSince: string }[] = []

  readonly #served: ServedLibrary

  private constructor(script: Script, sabotage: Sabotage, time: TrueTime, stores: HubStores, served: ServedLibrary) {
    this.time = time
    this.#served = served
    this.#seed = script.seed
    this.#sabotage = sabotage
    this.morning = firstMorning(script)
    this.evidence = sabotage.evidence ?? 'full'
    this.hub = new SimulatedHub(stores, served, time, sabotage, this.morning.closed, 1 + (script.seed % 4))
    this.central = new CentralDesk(this.hub.tables, this.hub.library, centralDesk)
    this.books = new Whereabouts(this.morning, script.profile === 'hot' ? 2 : 1)
  }

  static async begin(script: Script, sabotage: Sabotage, open: OpenStores): Promise<SmallWorld> {
    const time = new TrueTime(script.start)
    const stores = await open(time.iso)
    const served = await serveLibrary(sabotage.evidence ?? 'full', stores.tables, time, script.seed)
    const world = new SmallWorld(script, sabotage, time, stores, served)
    await world.hub.open(world.morning)
    for (const plan of script.stations) {
      const through = sabotage.boards ? world.#boardOf(plan.station) : undefined
      const wrote = (entry: Entry) => world.#wrote(entry)
      const station = await SimulatedStation.open(plan, world.time, world.hub, world.morning, wrote, through)
      world.stations.set(plan.station, station)
    }
    return world
  }

  /** Nobody asks the library anything any more. Rejects where something was asked of it that it does not know. */
  end(): Promise<void> {
    return this.#served.end()
  }

  /** Something that the library system was told at once. */
  happened(what: What): void {
    this.events.push({ at: this.time.ms, key: `central/${this.events.length}`, ...what })
  }

  patron(index: number): string {
    const { patrons } = this.morning
    return patrons[index % patrons.length]!.patronId
  }

  /** The card that is shown, at times an old one. */
  card(patronId: string, luck: number): string {
    const cards = this.newCards.get(patronId) ?? this.morning.patrons.find(one => one.patronId === patronId)!.cards
    return cards[Math.floor(luck * cards.length)]!
  }

  /** Two stations share a bus, one has its own; branches have none. */
  #boardOf(station: string): SimulatedBoard | undefined {
    const bus = { 'bus-1': 'A', 'bus-2': 'A', 'bus-3': 'B' }[station]
    if (bus === undefined) return
    const board =
      this.boards.get(bus) ?? new SimulatedBoard(this.hub, this.time.iso, this.#seed * 2 + this.boards.size, this.#sabotage)
    this.boards.set(bus, board)
    return board
  }

  #wrote(entry: Entry): void {
    const what = truthOf(entry)
    const isRefused = what?.kind === 'hold' && this.morning.closed.has(what.titleId)
    if (what && !isRefused) this.events.push({ at: this.time.ms, key: keyOf(entry), ...what })
  }
}
