import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chance } from '../../sync/hub/demo/chance.ts'
import { startPostgres } from '../../sync/hub/testing/postgres-server.node.ts'
import { commit } from '../torture/run-torture.node.ts'
import { WayHome } from './come-home.ts'
import { drained } from './drained.ts'
import { bundleStormHub, newFolder } from './hub-process.node.ts'
import { judgeStorm } from './judge-storm.ts'
import { KilledHub } from './killed-hub.node.ts'
import { readHub } from './read-hub.node.ts'
import { stormStations } from './storm.ts'
import type { StormStation } from './storm-station.ts'

export interface KillsOptions {
  readonly kills: number
  /** No more kills after so long. */
  readonly minutes?: number
  readonly seed: number
  /** Hub processes at work: one with its own folder, or several on one PostgreSQL. */
  readonly hubs: number
  readonly database: 'pglite' | 'postgresql'
  readonly stations: number
  readonly say: (line: string) => void
}

export type KillsReport = Awaited<ReturnType<typeof runKills>>

const token = 'a'.repeat(64)
const mostUnsent = 30

/** A storm in which hubs are killed at random moments while stations record, upload, and replay runs. Everything is judged when all are home. */
export async function runKills({ kills, minutes = Number.POSITIVE_INFINITY, seed, hubs, database, stations, say }: KillsOptions) {
  const luck = chance(seed)
  const began = Date.now()
  const today = new Date(began).toISOString().slice(0, 10)
  const size = { items: Math.max(1500, stations * 200), patrons: 600, seed, today }
  const program = await bundleStormHub()
  const data = newFolder('kills')
  const server = database === 'postgresql' ? await startPostgres() : undefined
  const databaseUrl = await server?.newDatabase()
  const how = { data, token, size, latencyMs: 15, lanes: 6, ...(databaseUrl !== undefined && { databaseUrl }) }
  const running = Array.from({ length: hubs }, () => new KilledHub(program, how))
  const buses = Math.ceil(stations / 4)
  const all = stormStations({ buses, branches: stations - buses, size, seed, daysOut: 20 })
  const line = { token, address: () => luck.of(running).address ?? running.find(({ address }) => address)?.address }
  const ways = all.map(station => new WayHome(station, line))
  try {
    for (const hub of running) await hub.start()
    let storming = true
    const work = all.map((station, index) => keepWorking(station, ways[index]!, luck, () => storming))
    const killed = () => running.reduce((sum, hub) => sum + hub.kills, 0)
    let toldAt = 0
    while (killed() < kills && Date.now() - began < minutes * 60_000) {
      await luck.of(running).killAndStart(luck)
      if (killed() < toldAt + 10) continue
      toldAt = killed()
      say(`${toldAt} kills, ${count(all)} recorded, ${ways.reduce((sum, way) => sum + way.acknowledged, 0)} acknowledged`)
    }
    storming = false
    await Promise.all(work)
    for (const way of ways) while (!way.isHome) if (!(await way.send(200))) await pause(100)
    await drained(() => line.address(), token)
    for (const hub of running) await hub.stop()
    const verdict = judgeStorm(
      all.flatMap(({ entries }) => entries),
      await readHub({ data, databaseUrl }),
    )
    return {
      kills: killed(),
      killed_while_starting: running.reduce((sum, hub) => sum + hub.killedWhileStarting, 0),
      ...verdict,
      forgotten: ways.reduce((sum, { forgotten }) => sum + forgotten, 0),
      hubs,
      database,
      seconds: Math.round((Date.now() - began) / 1000),
      commit: commit(),
    }
  } finally {
    for (const hub of running) await hub.stop('SIGKILL').catch(() => {})
    await server?.stop()
    rmSync(data, { recursive: true, force: true })
    rmSync(dirname(program), { recursive: true, force: true })
  }
}

/** Why the report is not good; nothing where it is. */
export function whatWentWrong({ lost, doubled, wrong_items, forgotten, asked }: KillsReport): readonly string[] {
  return Object.entries({ lost, doubled, wrong_items, forgotten, asked }).flatMap(([what, howMany]) =>
    howMany > 0 ? [`${what}: ${howMany}`] : [],
  )
}

async function keepWorking(station: StormStation, way: WayHome, luck: Chance, isOn: () => boolean): Promise<void> {
  while (isOn()) {
    // A desk does not stop for a hub that is down, but a storm that grows without end proves nothing.
    if (station.entries.length - way.acknowledged < mostUnsent) for (let acts = luck.whole(1, 4); acts > 0; acts--) station.act()
    await way.send(luck.whole(1, 40))
    await pause(luck.whole(100, 3500))
  }
}

function count(stations: readonly StormStation[]): number {
  return stations.reduce((sum, { entries }) => sum + entries.length, 0)
}
