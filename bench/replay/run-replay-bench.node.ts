import { readdirSync, rmSync, statSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { WayHome } from '../../simulation/storm/come-home.ts'
import { drained } from '../../simulation/storm/drained.ts'
import { bundleStormHub, newFolder, type StormHub, startStormHub } from '../../simulation/storm/hub-process.node.ts'
import { judgeStorm } from '../../simulation/storm/judge-storm.ts'
import { readHub } from '../../simulation/storm/read-hub.node.ts'
import { stormStations } from '../../simulation/storm/storm.ts'
import { commit } from '../../simulation/torture/run-torture.node.ts'
import { openServerDatabase } from '../../sync/hub/server/server-database.node.ts'
import { startPostgres } from '../../sync/hub/testing/postgres-server.node.ts'
import { type DrainFigures, drainReport } from './drain-figures.ts'
import { type Homecoming, homecomings } from './homecomings.ts'

export interface ReplayBenchOptions {
  readonly scenarios: readonly Homecoming['name'][]
  readonly database: 'pglite' | 'postgresql'
  /** Hub processes; several only on PostgreSQL. */
  readonly hubs: number
  readonly latencyMs: number
  /** Lines to the library system, all hubs together. */
  readonly lanes: number
  /** 1 for the whole consortium, less for a try. */
  readonly scale: number
  readonly say: (line: string) => void
}

const token = 'b'.repeat(64)
const entriesAtOnce = 200

/** How long replay takes to bring everything home into a library system that answers slowly, against what its answers alone must take. */
export async function runReplayBench(options: ReplayBenchOptions) {
  const program = await bundleStormHub()
  const drains: DrainFigures[] = []
  try {
    for (const name of options.scenarios) {
      drains.push(await drain(program, homecomings[name](options.scale), options))
      options.say(JSON.stringify(drains.at(-1)))
    }
  } finally {
    rmSync(dirname(program), { recursive: true, force: true })
  }
  const { latencyMs, lanes, hubs, database, scale } = options
  const about = {
    latency_ms: latencyMs,
    lanes,
    hubs,
    database,
    scale,
    load: Math.round(loadavg()[0]! * 10) / 10,
    commit: commit(),
  }
  return drainReport(drains, about)
}

async function drain(program: string, coming: Homecoming, options: ReplayBenchOptions): Promise<DrainFigures> {
  const { latencyMs, lanes, hubs, say } = options
  const today = new Date().toISOString().slice(0, 10)
  const { buses, branches, daysOut } = coming
  const size = { items: coming.items, patrons: coming.patrons, seed: 1, today }
  const stations = stormStations({ buses, branches, size, seed: 1, daysOut })
  stations.forEach((station, index) => {
    for (let acts = index < buses ? coming.perBus : coming.perBranch; acts > 0; acts--) station.act()
  })
  const recorded = stations.flatMap(({ entries }) => entries)
  const data = newFolder('bench')
  const server = options.database === 'postgresql' ? await startPostgres() : undefined
  const databaseUrl = await server?.newDatabase()
  const running: StormHub[] = []
  try {
    const how = {
      data,
      token,
      size,
      latencyMs,
      lanes: Math.max(1, Math.floor(lanes / hubs)),
      ...(databaseUrl !== undefined && { databaseUrl }),
    }
    for (let hub = 0; hub < hubs; hub++) running.push(await startStormHub(program, how))
    const addressFor = (index: number) => running[index % hubs]!.address
    const most = watchMemory(running)
    say(`${coming.name}: ${recorded.length} transactions of ${stations.length} stations come home...`)
    const began = performance.now()
    await Promise.all(
      stations.map(async (station, index) => {
        const way = new WayHome(station, { token, address: () => addressFor(index) })
        while (!way.isHome) if (!(await way.send(entriesAtOnce))) await pause(200)
      }),
    )
    const uploaded = performance.now()
    await drained(() => addressFor(0), token)
    const ended = performance.now()
    await pause(1200)
    const calls = running.reduce((sum, hub) => sum + hub.figures().calls, 0)
    const cpu = running.reduce((sum, hub) => sum + hub.figures().cpuSeconds, 0)
    for (const hub of running) await hub.kill('SIGTERM')
    const verdict = judgeStorm(recorded, await readHub({ data, databaseUrl }))
    return {
      name: coming.name,
      ...verdict,
      uploadSeconds: (uploaded - began) / 1000,
      drainSeconds: (ended - began) / 1000,
      calls,
      limitSeconds: (calls * latencyMs) / 1000 / (how.lanes * hubs),
      memoryMb: most.stop() / 1e6,
      databaseMb: (databaseUrl === undefined ? bytesIn(data) : await bytesOn(databaseUrl)) / 1e6,
      cpuSeconds: cpu,
    }
  } finally {
    for (const hub of running) await hub.kill('SIGKILL').catch(() => {})
    await server?.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

/** The most that all hubs together held in memory, in bytes. */
function watchMemory(hubs: readonly StormHub[]): { stop(): number } {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(
      most,
      hubs.reduce((sum, hub) => sum + hub.figures().rssBytes, 0),
    )
  }, 1000)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

async function bytesOn(url: string): Promise<number> {
  const database = await openServerDatabase(url, () => {})
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(database)
  await database.destroy()
  return rows[0]!.bytes
}
