import { expect, onTestFinished, test } from 'vitest'
import { openBrake } from '../../protocol/brake.ts'
import { startShadowLog } from './shadow-log.ts'

test('[RP94] a trial run looks at what waits for a tenth of the time at most, however often something comes in', async () => {
  let now = 0
  let came = 0
  let looks = 0
  const log = startShadowLog(
    {
      store: { shadow: async () => {} },
      settings: async () => ({ ...openBrake, shadow: true }),
      waiting: async () => ({ count: came, last: came }),
      async previewed() {
        looks++
        now += 1000
        return []
      },
      onError: error => {
        throw error
      },
    },
    { lookEveryMs: 1_000_000, anewEveryMs: 1_000_000, nowMs: () => now },
  )
  onTestFinished(() => log.stop())
  const comesIn = async () => {
    came++
    log.wake()
    await log.settled()
  }
  await comesIn()
  expect(looks).toBe(1)
  for (let second = 1; second < 9; second++) {
    now = 1000 + second * 1000
    await comesIn()
  }
  expect(looks).toBe(1)
  now = 10_000
  await comesIn()
  expect(looks).toBe(2)
})
