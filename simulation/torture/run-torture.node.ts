import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../commands/setup/run.node.ts'
import { type Display, startVirtualDisplay } from '../../commands/setup/virtual-display.node.ts'
import { DemoHub } from '../../e2e/demo-hub.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { demoNumbers, Hands } from './acts.ts'
import { countSyncs, type SyncCount } from './count-syncs.node.ts'
import type { TrialRun } from './in-page.ts'
import { planRound } from './round-plan.ts'
import type { HostName } from './running-desk.ts'
import { canTrace } from './sync-log.node.ts'
import type { TortureReport } from './torture-report.ts'
import { TorturedStation } from './tortured-station.node.ts'

export type Sabotage = 'none' | 'relaxed' | 'no-file' | 'no-recover'

export interface TortureOptions {
  readonly rounds: number
  readonly seed: number
  readonly host: HostName
  readonly sabotage: Sabotage
  /** Told what happens, a line at a time. */
  readonly say: (line: string) => void
}

/** A station's day would grow without end: after so many rounds all of it comes home, and another begins. */
const roundsOfStation = 40
const countedVerdicts = 20

const sabotages: Record<Sabotage, TrialRun> = {
  none: {},
  relaxed: { relaxed: true },
  'no-file': { noFile: true },
  'no-recover': { noRecover: true },
}

/** Runs the rounds against one hub. The desk must be built. Rejects only if hub or desk cannot be run at all. */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  const { rounds, seed, host, sabotage, say } = options
  const began = Date.now()
  const luck = chance(seed)
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-torture-'))
  const numbers = demoNumbers({ items: 2000, patrons: 200 })
  const hub = new DemoHub()
  const display = await displayFor(host)
  const stations: TorturedStation[] = []
  const begin = () => {
    const station = `bus-${stations.length + 1}`
    const under = { host, hub, folder, station, numbers, chance: luck, trial: sabotages[sabotage], onTrouble: say }
    stations.push(new TorturedStation(under))
    return stations.at(-1)!
  }
  let syncs: SyncCount = { verdicts: 0, database: 0, file: 0, unsynced: 0 }
  try {
    await hub.start()
    if (canTrace()) {
      const hands = new Hands(numbers, luck)
      const to = { url: hub.url(), token: hub.token() }
      const traced = { host, data: join(folder, 'traced'), station: 'traced', hub: to, trial: sabotages[sabotage], hands }
      syncs = await countSyncs({ ...traced, verdicts: countedVerdicts })
      say(`${syncs.verdicts} green verdicts: ${syncs.database} syncs of the database, ${syncs.file} of the file`)
    }
    let station = begin()
    for (let round = 1; round <= rounds; round++) {
      say(`${round}/${rounds} ${await station.round(planRound(luck, host))}`)
      if (round % roundsOfStation !== 0 && round !== rounds) continue
      say(await station.comeHome())
      if (round !== rounds) station = begin()
    }
  } finally {
    await hub.stop()
    display?.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(hub.data, { recursive: true, force: true })
  }
  const sum = (of: (station: TorturedStation) => number) => stations.reduce((total, station) => total + of(station), 0)
  return {
    rounds,
    acknowledged: sum(({ promised }) => promised.size),
    missing: sum(({ missing }) => missing.size),
    doubled: sum(({ doubled }) => doubled.size),
    forks_unreported: sum(({ forksUnreported }) => forksUnreported),
    unsynced: syncs.unsynced,
    commit: commit(),
    host,
    seed,
    sabotage,
    forks_made: sum(({ forksMade }) => forksMade),
    synced_verdicts: syncs.verdicts,
    database_syncs: syncs.database,
    file_syncs: syncs.file,
    seconds: Math.round((Date.now() - began) / 1000),
  }
}

/** Electron draws somewhere, also where nobody looks. */
async function displayFor(host: HostName): Promise<Display | undefined> {
  if (host === 'chromium' || process.platform !== 'linux' || process.env.DISPLAY) return undefined
  const display = await startVirtualDisplay()
  if (display) process.env.DISPLAY = display.name
  return display
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
