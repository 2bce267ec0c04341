import { expect, test } from 'vitest'
import { closedUntil, localTime, startOfDay } from './opening-hours.ts'

const zone = 'Europe/Helsinki'
const night = [{ from: '21:00', to: '05:00' }]

test('[RP89] inside the hours the end is told, outside nothing; the first minute counts, the last does not', () => {
  expect(closedUntil(night, '2026-11-24T18:59:59Z', zone)).toBeUndefined()
  expect(closedUntil(night, '2026-11-24T19:00:00Z', zone)).toBe('2026-11-25T03:00:00Z')
  expect(closedUntil(night, '2026-11-25T02:59:59Z', zone)).toBe('2026-11-25T03:00:00Z')
  expect(closedUntil(night, '2026-11-25T03:00:00Z', zone)).toBeUndefined()
  expect(closedUntil([{ from: '12:00', to: '12:30' }], '2026-11-24T10:10:00Z', zone)).toBe('2026-11-24T10:30:00Z')
  expect(closedUntil([], '2026-11-24T10:10:00Z', zone)).toBeUndefined()
})

test('[RP89] of hours that overlap the later end counts', () => {
  const both = [...night, { from: '04:00', to: '07:00' }]
  expect(closedUntil(both, '2026-11-25T02:30:00Z', zone)).toBe('2026-11-25T05:00:00Z')
})

test('[RP89] the night of 25 hours and the night of 23 end when the clock on the wall says so', () => {
  // 25 October 2026, 04:00 becomes 03:00; 29 March 2026, 03:00 becomes 04:00.
  expect(closedUntil(night, '2026-10-24T20:00:00Z', zone)).toBe('2026-10-25T03:00:00Z')
  expect(closedUntil(night, '2026-03-28T20:00:00Z', zone)).toBe('2026-03-29T02:00:00Z')
  const short = [{ from: '02:00', to: '03:30' }]
  // 03:15 for the first time, and for the second.
  expect(closedUntil(short, '2026-10-25T00:15:00Z', zone)).toBe('2026-10-25T00:30:00Z')
  expect(closedUntil(short, '2026-10-25T01:15:00Z', zone)).toBe('2026-10-25T01:16:00Z')
  // 03:30 does not exist that night.
  expect(closedUntil(short, '2026-03-29T00:30:00Z', zone)).toBe('2026-03-29T01:30:00Z')
})

test('[RP90] a day of the library begins at its midnight', () => {
  expect(startOfDay('2026-11-24T21:59:00Z', zone)).toBe('2026-11-23T22:00:00Z')
  expect(startOfDay('2026-11-24T22:00:00Z', zone)).toBe('2026-11-24T22:00:00Z')
  expect(localTime('2026-11-24T22:05:00Z', zone)).toEqual({ day: '2026-11-25', clock: '00:05' })
})
