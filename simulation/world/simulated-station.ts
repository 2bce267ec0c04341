import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import type { Journal } from '../../sync/journal/journal.ts'
import { openMemoryJournal } from '../../sync/journal/memory-journal.ts'
import { openMemoryRegister } from '../../sync/register/memory-register.ts'
import type { WritableRegister } from '../../sync/register/writable-register.ts'
import type { Desk } from '../../sync/station/desk.ts'
import { openDesk } from '../../sync/station/open-desk.ts'
import type { SessionEvent } from '../../sync/station/session.ts'
import type { FirstMorning } from './first-morning.ts'
import type { HomeComing, StationPlan } from './script.ts'
import type { MeetingPoint, SimulatedHub } from './simulated-hub.ts'
import { StationLine } from './station-line.ts'
import { StationClock, type TrueTime } from './true-time.ts'

/** A real desk with its journal and register, in a world with its own time. */
export class SimulatedStation {
  readonly name: string
  readonly branch: string
  readonly clock: StationClock
  readonly line: StationLine
  readonly #time: TrueTime
  readonly #journal: Journal
  readonly #register: WritableRegister
  readonly #onEntry: (entry: Entry) => void
  #desk!: Desk
  #seen = 0
  #run = 0

  private constructor(
    plan: StationPlan,
    time: TrueTime,
    hub: MeetingPoint,
    journal: Journal,
    register: WritableRegister,
    onEntry: (entry: Entry) => void,
  ) {
    this.name = plan.station
    this.branch = plan.branch
    this.#time = time
    this.#journal = journal
    this.#register = register
    this.#onEntry = onEntry
    this.clock = new StationClock(time, plan)
    this.line = new StationLine(plan.station, journal, register, this.clock, time, hub)
    if (plan.met) this.line.contact(0.1)
  }

  static async open(
    plan: StationPlan,
    time: TrueTime,
    hub: SimulatedHub,
    morning: FirstMorning,
    onEntry: (entry: Entry) => void,
    through: MeetingPoint = hub,
  ): Promise<SimulatedStation> {
    const journal = await openMemoryJournal({
      station: plan.station,
      environment: 'test',
      newEpoch: ordinal => `${ordinal}-sim`,
      newSalt: () => '0'.repeat(32),
    })
    const register = await openMemoryRegister({ ...morning, version: await hub.stores.version(), asOf: time.iso() })
    const station = new SimulatedStation(plan, time, through, journal, register, onEntry)
    await station.start()
    return station
  }

  /** Switched on: the desk comes up and somebody says where it stands. */
  async start(): Promise<void> {
    this.#desk = await openDesk({
      station: this.name,
      journal: this.#journal,
      register: this.#register,
      clock: this.clock,
      appVersion: '0.0.0',
      run: `run-${++this.#run}`,
      tickMs: 0,
      sync: this.line,
    })
    await this.#look()
    if (this.session().branch !== this.branch) await this.do({ type: 'choose-stop', branch: this.branch })
  }

  async restart(byMs: number): Promise<void> {
    this.line.restart()
    this.clock.set(byMs)
    this.#time.reach(this.#time.ms + 60_000)
    this.clock.restart()
    await this.start()
  }

  session() {
    return this.#desk.session()
  }

  /** Something at the desk; it takes a second or two. */
  async do(event: SessionEvent): Promise<readonly Entry[]> {
    this.#time.reach(this.#time.ms + 1500)
    await this.#desk.dispatch({ type: 'tick' })
    await this.#desk.dispatch(event)
    return this.#look()
  }

  async scan(text: string): Promise<readonly Entry[]> {
    return this.do({ type: 'scan', scan: { text, source: { device: 'scanner' } } })
  }

  /** One whole turn of the line. */
  async goOnline(how: HomeComing, share: number): Promise<void> {
    this.line.plan(how, share)
    await this.#desk.syncNow()
  }

  entries(): Promise<readonly Entry[]> {
    return this.#journal.entries()
  }

  /** What has been written since the last look. */
  async #look(): Promise<readonly Entry[]> {
    const entries = await this.#desk.entries()
    const fresh = entries.slice(this.#seen)
    this.#seen = entries.length
    for (const entry of fresh) this.#onEntry(entry)
    return fresh
  }
}

/** The key under which the world tells of an entry. */
export function keyOf(entry: Entry): string {
  return entryKey(entry)
}
