import { parseNumber } from '../../circulation/numbers.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Clock } from '../../host/clock.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal, Recovery } from '../journal/journal.ts'
import type { LibrarySettings, Register, RegisterState } from '../register/register.ts'
import type { Desk, StationStatus } from './desk.ts'
import { noSettingsYet } from './desk-place.ts'
import { DeskRunner, folded } from './desk-runner.ts'
import { DeskTasks } from './desk-tasks.ts'
import { EntryClock } from './entry-time.ts'
import { GateJobs } from './gate-jobs.ts'
import { GateTasks } from './gate-tasks.ts'
import { WaitsOfLines } from './line-waits.ts'
import { LocalTruth } from './local-truth.ts'
import { pendingOfAll, withNeighbours } from './neighbours.ts'
import { OutcomesOfOurs } from './outcomes-of-ours.ts'
import { isInRegister } from './pending.ts'
import { entriesToRead, restoreLines, restoreSession } from './restore-session.ts'
import type { Effect, Line } from './session.ts'
import { Held, noSync, SentStates, stationStatus, unresolvedEntries } from './station-status.ts'
import type { SyncClient } from './sync-client.ts'
import { trailOf } from './trail.ts'

export interface DeskOptions {
  readonly station: string
  readonly journal: Journal
  readonly register: Register
  readonly clock: Clock
  readonly appVersion: string
  /** What the journal's opening found; `clean` if not given. */
  readonly recovery?: Recovery
  /** Name of this run of the program; never the same twice on one station. */
  readonly run?: string
  /** A station without a hub has none. */
  readonly sync?: SyncClient
  /** A patron closes after this long without an act; three minutes if not given. */
  readonly idleSeconds?: number
  /** How often idle time is looked at; 0 = the caller dispatches `tick`. */
  readonly tickMs?: number
}

/** Opens the station: restores today's list from the journal, records the start, and begins to sync. Rejects if register or journal cannot be read. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const desk = new StationDesk(options)
  await desk.open()
  return desk
}

class StationDesk implements Desk {
  readonly #options: DeskOptions
  readonly #truth: LocalTruth
  readonly #run: string
  #runner!: DeskRunner
  #settings: LibrarySettings = noSettingsYet
  #register!: RegisterState
  #entries: Entry[] = []
  #byKey = new Map<string, Entry>()
  readonly #ours = new OutcomesOfOurs()
  /** In the journal's order. */
  readonly #epochs = new Set<string>()
  #unresolved: readonly Entry[] = []
  readonly #sent = new SentStates()
  readonly #waits = new WaitsOfLines()
  readonly #gateJobs = new GateJobs()
  readonly #gate = new GateTasks(this.#gateJobs)
  readonly #tasks = new DeskTasks()
  #status!: StationStatus
  #refreshing: Promise<void> | undefined
  #recovery: Recovery
  #ticks: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #effects = new Set<(effect: Effect) => void>()

  constructor(options: DeskOptions) {
    this.#options = options
    this.#recovery = options.recovery ?? { kind: 'clean' }
    this.#truth = new LocalTruth(options.register)
    this.#run = options.run ?? crypto.randomUUID()
  }

  async open(): Promise<void> {
    const { station, journal, register, clock, appVersion, idleSeconds = 180, tickMs = 5000, sync } = this.#options
    this.#keep(await entriesToRead(journal))
    await this.#read()
    const settings = this.#settings
    const start = { station, settings, instant: clock.now(), monotonicMs: clock.monotonicMs(), zone: settings.rules.zone }
    const session = await restoreSession(this.#entries, this.#truth, register, start)
    const workplace = {
      journal,
      register,
      truth: this.#truth,
      clock: new EntryClock(clock, this.#run),
      run: this.#run,
      idleMs: idleSeconds * 1000,
      settings: () => this.#settings,
      registerState: () => this.#register,
      sync: () => this.#sync(),
      lookUp: async (number: string) => (await sync?.lookUp?.(number)) ?? false,
      written: (entries: readonly Entry[]) => this.#written(entries),
      entry: (key: string) => this.#byKey.get(key),
      gate: (barcode: string) => this.#gateJobs.of(barcode),
    }
    const show = () => this.#publish()
    this.#runner = new DeskRunner(session, workplace, show, effect => {
      for (const listener of this.#effects) listener(effect)
    })
    await this.#lookAtTasks(session.lines)
    this.#publish()
    await this.#runner.record([{ kind: 'desk-started', appVersion }])
    if (tickMs > 0) this.#ticks = setInterval(() => void this.#tick().catch(() => undefined), tickMs)
    sync?.start(() => void this.#refresh().catch(() => undefined))
  }

  session = () => this.#runner.session()
  status = () => this.#status
  settings = () => this.#settings
  entries = async () => [...this.#entries]

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onEffect(listener: (effect: Effect) => void): () => void {
    this.#effects.add(listener)
    return () => this.#effects.delete(listener)
  }

  dispatch: Desk['dispatch'] = async event => {
    await this.#runner.dispatch(event)
    if (!this.#tasks.isMoved()) return
    await this.#lookAtTasks(this.session().lines)
    this.#publish()
  }

  patronFacts: Desk['patronFacts'] = patronId => {
    const { visit, recent, branch } = this.session()
    return this.#truth.patron(patronId, [visit, ...recent].find(one => one?.patronId === patronId)?.card, branch)
  }

  searchPatrons: Desk['searchPatrons'] = query => this.#options.register.searchPatrons(query)
  searchTitles: Desk['searchTitles'] = (words, limit) => this.#options.register.searchTitles(words, limit, this.session().branch)

  holdsAt: Desk['holdsAt'] = (branch, stopId) => this.#truth.holdsAt(branch, stopId)

  lookUp: Desk['lookUp'] = async number => {
    const parsed = parseNumber(number)
    if (!parsed.ok) return {}
    const [{ item }, card] = await Promise.all([this.#truth.item(parsed.number), this.#truth.patronByCard(parsed.number)])
    return { ...(item && { item }), ...(card && { patron: card.patron }) }
  }

  trail: Desk['trail'] = async id => {
    const entry = this.#byKey.get(entryKey(id))
    const held = new Held([...this.#epochs], this.#sync().have)
    return entry ? trailOf(entry, this.#tasks.answerTo(entry.hash), this.#sync().outcomes, held) : []
  }

  async syncNow(by?: 'line'): Promise<void> {
    await this.#options.sync?.turn(by)
    await this.#refresh()
  }

  async close(): Promise<void> {
    clearInterval(this.#ticks)
    await this.#options.sync?.stop()
    await this.#runner.inTurn(() => this.#options.journal.close())
  }

  #sync() {
    const state = this.#options.sync?.state() ?? noSync
    return { ...state, outcomes: this.#ours.of(state.outcomes) }
  }

  async #tick(): Promise<void> {
    await this.#runner.dispatch({ type: 'tick' })
    const { dataAgeMs, clock } = this.#status
    const now = this.#newStatus()
    if (now.dataAgeMs !== dataAgeMs || now.clock?.kind !== clock?.kind) this.#publish()
  }

  /** Register or outcomes have changed: between two events everything that rests on them is read anew. Calls that come meanwhile share one. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#runner.inTurn(async () => {
      this.#refreshing = undefined
      await this.#leaveFork()
      const known = this.#settings
      await this.#closeGateForRejected()
      await this.#read()
      this.#runner.settle()
      const { lines } = this.#runner.session()
      if (known === noSettingsYet && this.#settings !== noSettingsYet) await this.#nameLines()
      await this.#lookAtTasks(lines)
      this.#publish()
    })
    return this.#refreshing
  }

  /** The library system has rejected a loan whose tag may pass the gate: now the opposite is to be done. */
  async #closeGateForRejected(): Promise<void> {
    const rejected = this.#gateJobs.ofRejectedLoans(this.#sync().outcomes)
    if (rejected.length === 0) return
    await this.#runner.recordInTurn(rejected.map(({ barcode }) => ({ kind: 'security-job', barcode, secured: true, tag: true })))
  }

  /** Under the numbers that come next the hub may have other entries: the journal goes on in an epoch of its own. */
  async #leaveFork(): Promise<void> {
    const { fork } = this.#sync()
    if (fork?.epoch !== this.#options.journal.tail().epoch) return
    if (!(await this.#runner.recordInTurn([{ kind: 'fork-found', ...fork }]))) return
    const isBeside = ({ epoch, sequence }: Entry) => epoch === fork.epoch && sequence >= fork.sequence
    this.#recovery = { kind: 'fork', ...fork, keptAside: folded(this.#entries.filter(isBeside)).length }
  }

  /** Lines restored before the register came have no titles yet. */
  async #nameLines(): Promise<void> {
    const { lines } = this.#runner.session()
    const entries = lines.flatMap(({ entry }) => (entry ? (this.#byKey.get(entryKey(entry)) ?? []) : [])).reverse()
    const named = await restoreLines(entries, this.#truth, this.#options.register, this.#settings)
    const byId = new Map(named.map(line => [line.lineId, line]))
    this.#runner.nameLines(lines.map(line => ({ ...byId.get(line.lineId), ...line })))
  }

  async #read(): Promise<void> {
    const { register } = this.#options
    // The version first: rows that come in later only show more than it says.
    this.#register = await register.state()
    this.#settings = (await register.settings()) ?? noSettingsYet
    const sync = this.#sync()
    this.#unresolved = unresolvedEntries(this.#entries, sync)
    const inRegister = isInRegister(sync.outcomes, this.#register.version)
    await this.#truth.fold(this.#pending(), withNeighbours(this.#entries, sync), inRegister)
    await this.#gate.read(this.#truth)
  }

  #pending() {
    return pendingOfAll(this.#entries, this.#sync(), this.#register.version)
  }

  #written(entries: readonly Entry[]): void {
    this.#keep(entries)
    this.#truth.add(folded(entries), () => this.#pending())
    this.#unresolved = [...this.#unresolved, ...folded(entries)]
    this.#options.sync?.nudge()
  }

  async #lookAtTasks(lines: readonly Line[]): Promise<void> {
    const entry = (key: string) => this.#byKey.get(key)
    await this.#tasks.look({ outcomes: this.#sync().outcomes, entry, waiting: this.#unresolved, lines, truth: this.#truth })
  }

  #keep(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry)
      this.#epochs.add(entry.epoch)
      this.#byKey.set(entryKey(entry), entry)
      this.#ours.add(entry)
      this.#tasks.add(entry)
      this.#gateJobs.add(entry)
    }
  }

  #publish(): void {
    this.#status = this.#newStatus()
    for (const listener of this.#listeners) listener()
  }

  #newStatus(): StationStatus {
    const sync = this.#sync()
    const held = new Held([...this.#epochs], sync.have)
    const waits = this.#waits.of(this.session().lines, sync)
    return stationStatus({
      session: this.session(),
      sync,
      held,
      sent: this.#sent.of(this.session().lines, sync, held),
      unresolved: this.#unresolved,
      register: this.#register,
      copies: this.#options.journal.copies(),
      ...(waits && { waits }),
      recovery: this.#recovery,
      tasks: this.#tasks.all(),
      gate: this.#gate.of(this.session()),
      instant: this.#options.clock.now(),
      monotonicMs: this.#options.clock.monotonicMs(),
    })
  }
}
