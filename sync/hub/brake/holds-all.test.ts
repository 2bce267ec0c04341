import { expect, test } from 'vitest'
import { openBrake } from '../../protocol/brake.ts'
import { holdsAll } from './holds-all.ts'

const [zone, now] = ['Europe/Helsinki', '2026-11-23T20:30:00Z']

test('[HB51] a pause, a trial run and the hours hold everything; a pause of a station or of a kind does not', () => {
  const holds = (change: object) => holdsAll({ ...openBrake, ...change }, now, zone)
  expect(holds({})).toBe(false)
  expect(holds({ paused: true })).toBe(true)
  expect(holds({ shadow: true })).toBe(true)
  expect(holds({ notBetween: [{ from: '22:00', to: '06:00' }] })).toBe(true)
  expect(holds({ notBetween: [{ from: '23:00', to: '06:00' }] })).toBe(false)
  expect(holds({ pausedStations: ['bus-1'], pausedKinds: ['loan-closes-loan'], pace: 1 })).toBe(false)
})
