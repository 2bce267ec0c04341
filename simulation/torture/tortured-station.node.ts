import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DemoHub } from '../../e2e/demo-hub.ts'
import type { Chance } from '../../sync/hub/demo/chance.ts'
import { beginWork, Hands, type Numbers, toldRecovery } from './acts.ts'
import { Copies } from './copies.node.ts'
import { receivedLines } from './hub-received.node.ts'
import { type Armed, type Painted, readDatabaseLines, type TrialRun } from './in-page.ts'
import { type Acknowledged, acknowledged, forksTold, judge, nameOf } from './judge.ts'
import type { Damage, RoundPlan } from './round-plan.ts'
import type { HostName, RunningDesk } from './running-desk.ts'
import { startDesk } from './start-desk.node.ts'

export interface StationUnderTorture {
  readonly host: HostName
  readonly hub: DemoHub
  readonly folder: string
  readonly station: string
  readonly trial: TrialRun
  readonly numbers: Numbers
  readonly chance: Chance
  /** Told what was found wrong, one line each. */
  readonly onTrouble: (what: string) => void
}

/** Nobody listens here. */
const nowhere = 'http://127.0.0.1:9'
const homecomingMs = 90_000

/** One station, through many ends. It remembers what was painted as done, and holds every start against it. */
export class TorturedStation {
  readonly hands: Hands
  readonly promised = new Map<string, Acknowledged>()
  readonly missing = new Set<string>()
  readonly doubled = new Set<string>()
  forksMade = 0
  forksUnreported = 0
  readonly #at: StationUnderTorture
  readonly #data: string
  readonly #copies: Copies
  /** What the copies have suffered that no start has mended yet. */
  #hurt: Damage = 'none'
  /** Forks that the journal told of when last looked at. */
  #forksTold = 0
  /** A desk went on from an older copy; the next whole start must say so. */
  #forkStands = false
  #startsSinceFork = 0
  #isWhole = false

  constructor(at: StationUnderTorture) {
    this.#at = at
    this.hands = new Hands(at.numbers, at.chance)
    this.#data = join(at.folder, at.station)
    this.#copies = new Copies(this.#data, at.station)
  }

  /** The folder in which the desk keeps what it has. */
  get data(): string {
    return this.#data
  }

  /** Start, look, work, die, be damaged. Returns what happened in a few words. */
  async round(plan: RoundPlan): Promise<string> {
    const alone = this.#hurt === 'older-database-alone'
    const needsHub = this.promised.size === 0 || this.#hurt !== 'none'
    const point = new Arrival()
    const running = await this.#start({ ...(alone && { noFile: true }) }, plan.hubIsAway && !needsHub, point)
    if (plan.early && !alone && this.promised.size > 0) {
      await pause(plan.killAfterMs)
      await running.kill()
      this.#isWhole = false
      return 'killed while starting'
    }
    let told: string
    let how: string
    try {
      told = await this.#begin(running, alone)
      how = await this.#workAndDie(running, plan, point)
    } finally {
      await running.kill()
    }
    if (alone) {
      this.#forkStands = true
      this.#startsSinceFork = 0
      this.forksMade++
      this.#hurt = 'none'
      this.#isWhole = false
      return `${told}, ${how}, went on from an older copy alone`
    }
    return `${told}, ${how}${await this.#damage(plan.damage)}`
  }

  /** The last start: everything goes home, and the hub's log is held against what was painted. */
  async comeHome(): Promise<string> {
    if (this.#hurt === 'older-database-alone')
      await this.round({ acts: 2, early: false, killAfterMs: 0, damage: 'none', hubIsAway: false })
    const running = await this.#start({}, false, new Arrival())
    try {
      const told = await this.#begin(running, false)
      const lines = await this.#databaseLines(running)
      const wanted = new Set(lines.map(line => JSON.parse(line).hash as string))
      const hubHas = () =>
        new Set(receivedLines(this.#at.hub.data, this.#at.station).map(line => JSON.parse(line).hash as string))
      for (const until = Date.now() + homecomingMs; Date.now() < until; await pause(300)) {
        const has = hubHas()
        if ([...wanted].every(hash => has.has(hash))) break
      }
      this.#compare('the hub', receivedLines(this.#at.hub.data, this.#at.station))
      return `${told}, came home with ${wanted.size} entries`
    } finally {
      await running.close().catch(() => running.kill())
      this.#copies.forget()
    }
  }

  #start(trial: TrialRun, hubIsAway: boolean, point: Arrival): Promise<RunningDesk> {
    const { host, hub, station } = this.#at
    this.#startsSinceFork++
    return startDesk(host, {
      data: this.#data,
      station,
      hub: { url: hubIsAway ? nowhere : hub.url(), token: hub.token() },
      trial: { ...trial, ...this.#at.trial, noFile: trial.noFile === true || this.#at.trial.noFile === true },
      onPainted: painted => this.#promise(painted),
      onPoint: name => point.reached(name),
    })
  }

  #promise(painted: readonly Painted[]): void {
    for (const one of painted) {
      const entry = acknowledged(one)
      this.promised.set(nameOf(entry), entry)
    }
  }

  /** Waits for the desk, holds both copies against what was painted before, and signs in. */
  async #begin(running: RunningDesk, alone: boolean): Promise<string> {
    const { desk } = running
    const known = new Map(this.promised)
    await desk.ready()
    const database = await this.#databaseLines(running)
    // What only the file holds is not looked for while the file is away.
    if (!alone) this.#compare('the database', database, known)
    if (!alone && this.#at.host === 'electron') this.#compare('the file', this.#copies.fileLines(), known)
    await beginWork(desk)
    const told = await toldRecovery(desk)
    if (!alone) {
      this.#lookForForks(database, told)
      this.#hurt = 'none'
      this.#isWhole = true
    }
    return told
  }

  #databaseLines({ desk }: RunningDesk): Promise<readonly string[]> {
    return desk.page.evaluate(readDatabaseLines, `journal-${this.#at.station}`)
  }

  #compare(where: string, lines: readonly string[], promised: ReadonlyMap<string, Acknowledged> = this.promised): void {
    const { missing, doubled } = judge(promised.values(), lines, this.hands.acts)
    const { onTrouble, station } = this.#at
    for (const name of missing) {
      if (!this.missing.has(name)) onTrouble(`${station}: ${where} has no ${name}`)
      this.missing.add(name)
    }
    for (const name of doubled) {
      if (!this.doubled.has(name)) onTrouble(`${station}: ${where} has ${name} more than once`)
      this.doubled.add(name)
    }
  }

  #lookForForks(lines: readonly string[], told: string): void {
    const forks = forksTold(lines)
    if (this.#forkStands) {
      // A start that was killed may have written it down before it could say it.
      const isSaid = told === 'fork' || this.#startsSinceFork > 1
      if (!isSaid || forks <= this.#forksTold) {
        this.forksUnreported++
        this.#at.onTrouble(`${this.#at.station}: a fork was made; the start says "${told}", the journal tells of ${forks} forks`)
      }
      this.#forkStands = false
    }
    this.#forksTold = forks
  }

  async #workAndDie({ desk, kill }: RunningDesk, { acts, point, killAfterMs }: RoundPlan, arrival: Arrival): Promise<string> {
    for (let done = 0; done < acts; done++) await this.hands.act(desk)
    if (point) {
      const armed: Armed = { point, after: 0 }
      await desk.page.evaluate(one => {
        globalThis.tortureArmed = one
      }, armed)
    }
    const acting = this.hands.beginReturn(desk)
    if (!point) {
      await acting
      await pause(killAfterMs)
      await kill()
      return `killed after ${killAfterMs} ms`
    }
    // A page that stands at its point answers no key any more, so the keys are not waited for.
    acting.catch(() => undefined)
    const name = await Promise.race([arrival.at, pause(10_000)])
    await kill()
    return name ? `killed at ${name}` : `killed, never came to ${point}`
  }

  async #damage(damage: Damage): Promise<string> {
    // Two copies bear one misfortune at a time: only what a start has made whole may be hurt again.
    if (!this.#isWhole || this.#at.host === 'chromium') return ''
    const isOlder = damage.startsWith('older')
    if (damage === 'none' || (isOlder && !this.#copies.hasOlder())) {
      this.#copies.keep()
      return ''
    }
    const { chance } = this.#at
    const copies = this.#copies
    const hurt: Record<Exclude<Damage, 'none'>, () => void> = {
      'delete-database': () => copies.deleteDatabase(),
      'delete-file': () => copies.deleteFile(),
      'cut-file': () => copies.cutFile(chance),
      'flip-file': () => copies.flipFile(chance),
      'older-database': () => copies.restoreOlderDatabase(chance),
      'older-file': () => copies.restoreOlderFile(chance),
      'older-database-alone': () => copies.restoreOlderDatabase(chance),
    }
    hurt[damage]()
    this.#hurt = damage
    this.#isWhole = false
    return `, then ${damage}`
  }
}

/** Resolves when the page says that it stands at the armed point. */
class Arrival {
  reached!: (name: Armed['point']) => void
  readonly at = new Promise<Armed['point']>(resolve => {
    this.reached = resolve
  })
}
