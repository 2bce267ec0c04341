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

/** What a trial run would say of so many entries. */
const previewed = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const id = { station: 'bus-1', epoch: '1-a', sequence: index + 1 }
    const stored = { id, hash: `h${index}`, arrival: index, receivedAt: '2026-11-17T10:00:00Z', payload: '', fork: false }
    return { stored, line: { id, becomes: 'applied', kinds: [], writes: [] } as const }
  })

test('[RP94] what a trial run found out about weeks is written in parts, between which uploads have their turn; what was not taken comes again, and nothing else', async () => {
  const written: number[] = []
  let isFull = true
  let came = 0
  const errors: unknown[] = []
  const log = startShadowLog(
    {
      store: {
        async shadow(lines) {
          if (isFull && written.length === 2) throw new Error('the disk is full')
          written.push(lines.length)
        },
      },
      settings: async () => ({ ...openBrake, shadow: true }),
      waiting: async () => ({ count: came, last: came }),
      previewed: async () => previewed(350),
      onError: error => errors.push(error),
    },
    { lookEveryMs: 1_000_000, anewEveryMs: 1_000_000, nowMs: () => 0 },
  )
  onTestFinished(() => log.stop())
  await log.settled()
  expect([written, errors.length]).toEqual([[100, 100], 1])
  isFull = false
  came++
  log.wake()
  await log.settled()
  expect(written).toEqual([100, 100, 100, 50])
  came++
  log.wake()
  await log.settled()
  expect(written).toEqual([100, 100, 100, 50])
})
