import { expect, test } from 'vitest'
import { liveDays } from './run-days.ts'

test("[SP31] days by SIP2's own messages, with a server that makes mistakes, end as well as by looks alone: nothing lost, doubled or silent", async () => {
  const { figures, failing } = await liveDays([5000, 5001, 5002, 5003], 'hot', { sabotage: { evidence: 'sip2-wire' } })
  expect(failing).toEqual([])
  expect(figures).toMatchObject({ lost: 0, doubled: 0, silent_differences: 0 })
  expect(figures.transactions).toBeGreaterThan(200)
  expect(figures.misplaced! + figures.wrongly_closed!).toBeLessThan(
    (figures.misplaced_force! + figures.wrongly_closed_force!) / 5,
  )
}, 120_000)
