import { expect, test } from 'vitest'
import { drainReport, missedBars } from './drain-figures.ts'

const storm = {
  name: 'storm',
  transactions: 1000,
  lost: 0,
  doubled: 0,
  wrong_items: 0,
  asked: 0,
  uploadSeconds: 2,
  drainSeconds: 120,
  calls: 6000,
  limitSeconds: 100,
  memoryMb: 300,
  databaseMb: 40,
  cpuSeconds: 30,
}
const bus = { ...storm, name: 'bus', transactions: 10, drainSeconds: 13, limitSeconds: 10 }

test('the report gives sums and the worst ratio, and each homecoming beside them', () => {
  const report = drainReport([storm, bus], { lanes: 16 })
  expect(report).toMatchObject({ transactions: 1010, drain_seconds: 133, limit_seconds: 110, drain_vs_limit: 1.3, lanes: 16 })
  expect(report).toMatchObject({ storm_calls: 6000, bus_drain_seconds: 13 })
})

test('a ratio over the bar, and anything lost, doubled or wrong, is a miss with its reason', () => {
  expect(missedBars(drainReport([storm], {}))).toEqual([])
  expect(missedBars(drainReport([storm, bus], {}))).toEqual([expect.stringContaining('1.3 times')])
  expect(missedBars(drainReport([{ ...storm, lost: 1 }], {}))).toEqual([expect.stringContaining('1 lost')])
})
