import { parentPort, workerData } from 'node:worker_threads'
import type { Figures } from './figures.ts'
import type { StoresKind } from './many-days.node.ts'
import { liveDays } from './run-days.ts'
import type { Evidence } from './sabotage.ts'
import { sabotages } from './sabotages.ts'
import type { Profile } from './script.ts'
import { daysDatabase } from './stores-on-database.node.ts'

export interface Shift {
  readonly seeds: readonly number[]
  readonly profile: Profile
  readonly sabotage?: string
  readonly evidence: Evidence
  readonly boards?: boolean
  readonly stores: StoresKind
  /** Of its own database on a PostgreSQL server. */
  readonly url?: string
}

export interface ShiftEnd {
  readonly figures: Figures
  readonly kinds: readonly string[]
  readonly failing: readonly number[]
}

const { seeds, profile, sabotage, evidence, boards, stores, url } = workerData as Shift
const database = stores === 'memory' ? undefined : await daysDatabase(url)
const days = await liveDays(seeds, profile, {
  sabotage: { ...(evidence !== 'full' && { evidence }), ...(boards && { boards }), ...(sabotage && sabotages[sabotage]) },
  untilWrong: sabotage !== undefined,
  ...(database && { open: database.open }),
})
await database?.close()
const end: ShiftEnd = { figures: days.figures, kinds: [...days.kinds], failing: days.failing }
parentPort?.postMessage(end)
