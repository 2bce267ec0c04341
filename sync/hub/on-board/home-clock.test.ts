import { expect, test } from 'vitest'
import { offsetFrom } from '../../station/link.ts'
import { HomeClock } from './home-clock.ts'

const hello = { protocol: 6, library: 'L', environment: 'test', time: '2026-11-17T10:00:00.000Z', registerVersion: 1 } as const

test('[OB5] on board the time is home’s, ever less sure until home is met again, whatever the wall clock says', () => {
  let ms = 5000
  const clock = new HomeClock({ now: () => '2031-01-01T00:00:00Z', monotonicMs: () => ms })
  expect(clock.now()).toEqual({ time: '2031-01-01T00:00:00Z', timeUncertaintyMs: 86_400_000 })
  clock.met(hello, 200)
  expect(clock.now()).toEqual({ time: '2026-11-17T10:00:00.100Z', timeUncertaintyMs: 101 })
  ms += 3_600_000
  expect(clock.now()).toEqual({ time: '2026-11-17T11:00:00.100Z', timeUncertaintyMs: 461 })
  clock.met({ ...hello, time: '2026-11-17T11:00:00.000Z', timeUncertaintyMs: 40 }, 20)
  expect(clock.now().timeUncertaintyMs).toBe(51)
})

test('[OB5] a station adds how unsure its hub is to half the round trip', () => {
  const exchange = { askedAt: '2026-11-17T10:00:00Z', roundTripMs: 10, answeredAtMonotonicMs: 1, hubTime: '2026-11-17T10:00:02Z' }
  expect(offsetFrom(exchange).uncertaintyMs).toBe(6)
  expect(offsetFrom({ ...exchange, hubUncertaintyMs: 461 })).toMatchObject({ ms: 1995, uncertaintyMs: 467 })
})
