import { expect, test } from 'vitest'
import { ageOn } from './ages.ts'

test.each([
  ['2010-11-18', 15],
  ['2010-11-17', 16],
  ['2010-11-16', 16],
  ['2010-12-01', 15],
  ['2026-11-17', 0],
])('[PA1] born on %s, one is %i years old on 17 November 2026', (born, age) => expect(ageOn(born, '2026-11-17')).toBe(age))

test.each([
  ['2026-02-28', 13],
  ['2026-03-01', 14],
  ['2028-02-28', 15],
  ['2028-02-29', 16],
  ['2028-03-01', 16],
])('[PA1] born on 29 February 2012, one is on %s %i years old', (day, age) => expect(ageOn('2012-02-29', day)).toBe(age))

test.each([undefined, '', '2012', '2012-02', '2011-02-29', '2012-13-01', '29.2.2012', '2012-02-29T00:00', '2026-11-18'])(
  '[PA2] %j says nothing of the age',
  born => expect(ageOn(born, '2026-11-17')).toBeUndefined(),
)
