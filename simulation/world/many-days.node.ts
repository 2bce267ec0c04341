import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type PostgresServer, startPostgres } from '../../sync/hub/testing/postgres-server.node.ts'
import type { Shift, ShiftEnd } from './days-worker.node.ts'
import { addFigures, conflictKinds, type Figures } from './figures.ts'
import { daysOfScript } from './run-days.ts'
import type { Evidence } from './sabotage.ts'
import type { Profile } from './script.ts'

export interface ManyDays {
  readonly days: number
  readonly seed: number
  readonly profile: Profile
  readonly sabotage?: string
  readonly evidence?: Evidence
  /** Buses have a hub on board. */
  readonly boards?: boolean
  /** Where the hub keeps everything; in memory unless said. */
  readonly stores?: StoresKind
  /** Told after each shift how many scripts are done. */
  readonly say?: (line: string) => void
}

export const storesKinds = ['memory', 'pglite', 'postgresql'] as const
export type StoresKind = (typeof storesKinds)[number]

/** Scripts of one shift; a worker ends after it, so that memory stays small. One on a database takes longer. */
const scriptsOfShift = { memory: 50, pglite: 10, postgresql: 10 }

/** Lives that many days on all cores. Each seed's days are the same, whatever the number of cores. Rejects if a worker breaks. */
export async function manyDays(
  wanted: ManyDays,
): Promise<{ readonly figures: Figures; readonly missing: readonly string[]; readonly failing: readonly number[] }> {
  const server = wanted.stores === 'postgresql' ? await startPostgres() : undefined
  return onAllCores(wanted, server).finally(() => server?.stop())
}

async function onAllCores(wanted: ManyDays, server: PostgresServer | undefined) {
  const { days, seed, profile, sabotage, evidence = 'full', boards, stores = 'memory', say } = wanted
  const scripts = Math.ceil(days / daysOfScript)
  const shifts: Shift[] = []
  for (let from = 0; from < scripts; from += scriptsOfShift[stores]) {
    const count = Math.min(scriptsOfShift[stores], scripts - from)
    const seeds = Array.from({ length: count }, (_, index) => seed + from + index)
    const url = await server?.newDatabase()
    const more = { ...(url !== undefined && { url }), ...(sabotage && { sabotage }), ...(boards && { boards }) }
    shifts.push({ seeds, profile, evidence, stores, ...more })
  }
  let figures: Figures = {}
  const kinds = new Set<string>()
  const failing: number[] = []
  let done = 0
  const work = async () => {
    for (let shift = shifts.shift(); shift; shift = shifts.shift()) {
      const end = await inWorker(shift)
      figures = addFigures(figures, end.figures)
      for (const kind of end.kinds) kinds.add(kind)
      failing.push(...end.failing)
      // A bug that was found needs no more days.
      if (sabotage && failing.length > 0) shifts.length = 0
      done += shift.seeds.length
      const which = end.failing.length > 0 ? ` (${end.failing.join(' ')})` : ''
      say?.(`${done * daysOfScript} days, ${failing.length} scripts went wrong${which}`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(shifts.length, availableParallelism()) }, work))
  const missing = conflictKinds.filter(kind => !kinds.has(kind))
  return { figures: { ...figures, kinds_missing: missing.length }, missing, failing: failing.toSorted((a, b) => a - b) }
}

function inWorker(shift: Shift): Promise<ShiftEnd> {
  return new Promise((resolve, reject) => {
    // A worker does not inherit the loader for TypeScript.
    const script = new URL('./days-worker.node.ts', import.meta.url)
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
    const api = new URL('./dist/esm/api/index.mjs', loader)
    const begin = `import('${api}').then(({ register }) => { register(); return import('${script}') })`
    const worker = new Worker(begin, { eval: true, workerData: shift })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`a worker ended with ${code} before it was done`)))
  })
}
