import { expect, test } from 'vitest'
import { broken } from './world/figures.ts'
import { liveDays } from './world/run-days.ts'
import { sabotages } from './world/sabotages.ts'

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)
const sabotage = { evidence: 'sip2' } as const

test('days with no more than SIP2 tells: nothing lost, doubled or silent, and a tenth of what force misplaces at most', async () => {
  const { figures, failing } = await liveDays(range(1, 10), 'hot', { sabotage })
  expect(failing).toEqual([])
  expect(broken(figures, 'hot', 'sip2')).toEqual([])
  expect(figures.misplaced_force).toBeGreaterThan(0)
}, 240_000)

test('at a consortium’s touch rates nothing is misplaced', async () => {
  const { figures, failing } = await liveDays(range(501, 5), 'calm', { sabotage })
  expect(failing).toEqual([])
  expect(broken(figures, 'calm', 'sip2')).toEqual([])
}, 240_000)

test.each(['changes-unseen', 'stamped-day-unsaid', 'fee-unsaid'])(
  'the deliberate bug %s is found',
  async name => {
    const { failing } = await liveDays(range(1, 10), 'hot', { sabotage: sabotages[name]!, untilWrong: true })
    expect(failing.length).toBe(1)
  },
  240_000,
)
