import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoundPlan } from '../simulation/torture/round-plan.ts'
import { runTorture, type Sabotage } from '../simulation/torture/run-torture.node.ts'
import { broken } from '../simulation/torture/torture-report.ts'
import { DemoHub } from './demo-hub.ts'

const hub = new DemoHub()
const said: string[] = []

beforeAll(() => hub.start(), 60_000)
afterAll(() => hub.stop())

const calm = { early: false, acts: 3, killAfterMs: 20, hubIsAway: false } as const
const plans: readonly RoundPlan[] = [
  { ...calm, point: 'between-copies', damage: 'delete-database' },
  { ...calm, point: 'before-paint', damage: 'cut-file' },
  { ...calm, damage: 'none' },
]

const torture = (sabotage: Sabotage) =>
  runTorture({
    rounds: plans.length,
    seed: 3,
    host: 'electron',
    sabotage,
    say: line => void said.push(line),
    plan: round => plans[round - 1]!,
    countedVerdicts: 4,
    endAtFirst: true,
    hub,
  })

test('every green verdict is synced in both copies, and what was painted outlives three ends of the desk and comes home', async () => {
  const report = await torture('none')
  expect([broken(report), said]).toEqual([[], expect.anything()])
  expect(report.acknowledged).toBeGreaterThan(3)
  expect(report.database_syncs).toBeGreaterThanOrEqual(report.synced_verdicts)
  expect(report.file_syncs).toBeGreaterThanOrEqual(report.synced_verdicts)

  const { acknowledgedUploads, syncs } = await hub.get<{ acknowledgedUploads: number; syncs: number }>('/api/status')
  expect(acknowledgedUploads).toBeGreaterThan(0)
  expect(syncs).toBeGreaterThanOrEqual(acknowledgedUploads)
})

test.each([
  ['relaxed', 'unsynced'],
  ['no-file', 'unsynced'],
  ['no-recover', 'missing'],
] as const)('the sabotage "%s" turns it red', async (sabotage, found) => {
  const report = await torture(sabotage)
  expect(report[found]).toBeGreaterThan(0)
})
