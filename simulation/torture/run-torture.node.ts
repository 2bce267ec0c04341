import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../commands/setup/run.node.ts'
import { type Display, startVirtualDisplay } from '../../commands/setup/virtual-display.node.ts'
import { DemoHub } from '../../e2e/demo-hub.ts'
import { type Chance, chance } from '../../sync/hub/demo/chance.ts'
import { demoNumbers, Hands } from './acts.ts'
import { countSyncs, type SyncCount } from './count-syncs.node.ts'
import type { TrialRun } from './in-page.ts'
import { planRound, type RoundPlan } from './round-plan.ts'
import type { HostName } from './running-desk.ts'
import { canTrace } from './sync-log.node.ts'
import { broken, type TortureReport } from './torture-report.ts'
import { TorturedStation } from './tortured-station.node.ts'

export type Sabotage = 'none' | 'relaxed' | 'no-file' | 'no-recover'

export interface TortureOptions {
  readonly rounds: number
  readonly seed: number
  readonly host: HostName
  readonly sabotage: Sabotage
  /** Told what happens, a line at a time. */
  readonly say: (line: string) => void
  /** Chosen by chance if not given. */
  readonly plan?: (round: number) => RoundPlan
  /** Green verdicts whose syncs are counted. */
  readonly countedVerdicts?: number
  /** Ends with the first promise that is found broken. */
  readonly endAtFirst?: boolean
  /** A running hub to work against; one of its own if not given. */
  readonly hub?: DemoHub
}

/** A station's day would grow without end: after so many rounds all of it comes home, and another begins. */
const roundsOfStation = 40

const sabotages: Record<Sabotage, TrialRun> = {
  none: {},
  relaxed: { relaxed: true },
  'no-file': { noFile: true },
  'no-recover': { noRecover: true },
}

/** Runs the rounds against one hub. The desk must be built. Rejects only if hub or desk cannot be run at all. */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-torture-'))
  const display = await displayFor(options.host)
  const hub = options.hub ?? new DemoHub()
  try {
    if (!options.hub) await hub.start()
    return await new Run(options, hub, folder).whole()
  } finally {
    if (!options.hub) {
      await hub.stop()
      rmSync(hub.data, { recursive: true, force: true })
    }
    display?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

class Run {
  readonly #options: TortureOptions
  readonly #hub: DemoHub
  readonly #folder: string
  readonly #luck: Chance
  readonly #numbers = demoNumbers({ items: 2000, patrons: 200 })
  readonly #stations: TorturedStation[] = []
  readonly #began = Date.now()
  #syncs: SyncCount = { verdicts: 0, database: 0, file: 0, unsynced: 0 }
  #stuck = 0
  #rounds = 0

  constructor(options: TortureOptions, hub: DemoHub, folder: string) {
    this.#options = options
    this.#hub = hub
    this.#folder = folder
    this.#luck = chance(options.seed)
  }

  async whole(): Promise<TortureReport> {
    const { rounds, host, say, plan, endAtFirst } = this.#options
    const isOver = () => endAtFirst === true && broken(this.#report()).length > 0
    await this.#countSyncs()
    while (this.#rounds < rounds && !isOver()) {
      const station = this.#nextStation()
      const end = Math.min(rounds, this.#rounds + roundsOfStation)
      while (this.#rounds < end && !isOver()) {
        this.#rounds++
        const planned = plan?.(this.#rounds) ?? planRound(this.#luck, host)
        say(`${this.#rounds}/${rounds} ${await this.#unlessStuck(() => station.round(planned))}`)
      }
      if (!isOver()) say(await this.#unlessStuck(() => station.comeHome()))
    }
    return this.#report()
  }

  /** A desk that does not open, or does not answer a scan, breaks a promise, too. The next round goes on from what it left. */
  async #unlessStuck(work: () => Promise<string>): Promise<string> {
    try {
      return await work()
    } catch (error) {
      this.#stuck++
      return `STUCK: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #nextStation(): TorturedStation {
    const { host, sabotage, say } = this.#options
    const station = `${this.#name()}-${this.#stations.length + 1}`
    const common = { host, hub: this.#hub, folder: this.#folder, numbers: this.#numbers, chance: this.#luck }
    const next = new TorturedStation({ ...common, station, trial: sabotages[sabotage], onTrouble: say })
    this.#stations.push(next)
    return next
  }

  async #countSyncs(): Promise<void> {
    if (!canTrace()) return this.#options.say('NO SYNC CAN BE COUNTED: strace is missing (apt-get install strace)')
    const { host, sabotage, say, countedVerdicts = 20 } = this.#options
    const station = `${this.#name()}-traced`
    this.#syncs = await countSyncs({
      host,
      data: join(this.#folder, station),
      station,
      hub: { url: this.#hub.url(), token: this.#hub.token() },
      trial: sabotages[sabotage],
      hands: new Hands(this.#numbers, this.#luck),
      verdicts: countedVerdicts,
    })
    const { verdicts, database, file } = this.#syncs
    say(`${verdicts} green verdicts: ${database} syncs of the database, ${file} of the file`)
  }

  /** A hub that is used again has not met these stations before. */
  #name(): string {
    const { sabotage, host } = this.#options
    return `${host === 'electron' ? 'bus' : 'branch'}-${sabotage}`
  }

  #report(): TortureReport {
    const { host, seed, sabotage } = this.#options
    const sum = (of: (station: TorturedStation) => number) => this.#stations.reduce((total, station) => total + of(station), 0)
    return {
      rounds: this.#rounds,
      acknowledged: sum(({ promised }) => promised.size),
      missing: sum(({ missing }) => missing.size),
      doubled: sum(({ doubled }) => doubled.size),
      forks_unreported: sum(({ forksUnreported }) => forksUnreported),
      unsynced: this.#syncs.unsynced,
      stuck: this.#stuck,
      commit: commit(),
      host,
      seed,
      sabotage,
      forks_made: sum(({ forksMade }) => forksMade),
      synced_verdicts: this.#syncs.verdicts,
      database_syncs: this.#syncs.database,
      file_syncs: this.#syncs.file,
      seconds: Math.round((Date.now() - this.#began) / 1000),
    }
  }
}

/** Electron draws somewhere, also where nobody looks. */
export async function displayFor(host: HostName): Promise<Display | undefined> {
  if (host === 'chromium' || process.platform !== 'linux' || process.env.DISPLAY) return undefined
  const display = await startVirtualDisplay()
  if (!display) return undefined
  process.env.DISPLAY = display.name
  const stop = () => {
    delete process.env.DISPLAY
    display.stop()
  }
  return { ...display, stop }
}

/** Of the sources; empty outside of a repository. */
export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return ''
  }
}
