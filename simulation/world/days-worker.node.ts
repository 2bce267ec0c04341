import { parentPort, workerData } from 'node:worker_threads'
import type { Figures } from './figures.ts'
import { liveDays } from './run-days.ts'
import type { Evidence } from './sabotage.ts'
import { sabotages } from './sabotages.ts'
import type { Profile } from './script.ts'

export interface Shift {
  readonly seeds: readonly number[]
  readonly profile: Profile
  readonly sabotage?: string
  readonly evidence: Evidence
}

export interface ShiftEnd {
  readonly figures: Figures
  readonly kinds: readonly string[]
  readonly failing: readonly number[]
}

const { seeds, profile, sabotage, evidence } = workerData as Shift
const days = await liveDays(seeds, profile, {
  sabotage: { ...(evidence !== 'full' && { evidence }), ...(sabotage && sabotages[sabotage]) },
  untilWrong: sabotage !== undefined,
})
const end: ShiftEnd = { figures: days.figures, kinds: [...days.kinds], failing: days.failing }
parentPort?.postMessage(end)
