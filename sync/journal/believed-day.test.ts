import { expect, test } from 'vitest'
import { believedDay } from './believed-day.ts'

const worked = ['2026-11-16', '2026-11-17', '2026-11-18']

test.each([
  ['every day', worked, '2026-11-19', '2026-11-19'],
  ['nothing was ever written', [], '2026-11-19', '2026-11-19'],
  ['a fortnight’s holiday', worked, '2026-12-02', '2026-12-02'],
  ['a leap of a year', worked, '2027-11-18', '2026-11-18'],
  ['its second day', [...worked, '2027-11-18'], '2027-11-19', '2026-11-18'],
  ['its third day', [...worked, '2027-11-18', '2027-11-19'], '2027-11-20', '2027-11-20'],
  ['the clock is right again', [...worked, '2027-11-18'], '2026-11-19', '2026-11-19'],
  ['two leaps', [...worked, '2027-11-18'], '2029-01-01', '2026-11-18'],
  ['a clock without a battery', worked, '2000-01-01', '2000-01-01'],
  ['and right again', ['2000-01-01'], '2026-11-19', '2000-01-01'],
])('[RT3] by what day is forgotten: %s', (_, seen, today, believed) => {
  expect(believedDay(seen, today)).toBe(believed)
})
