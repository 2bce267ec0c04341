import { expect, test } from 'vitest'
import { Arrival, roundedTime } from './arrival.ts'

test('[RG48] what is left is judged by what came lately, and nothing is said before something came', () => {
  const arrival = new Arrival()
  expect(arrival.secondsLeft(0, 50_000_000, 0)).toBeUndefined()
  expect(arrival.secondsLeft(1_000_000, 50_000_000, 1000)).toBeUndefined()
  expect(arrival.secondsLeft(5_000_000, 50_000_000, 5000)).toBe(45)
  // The line has become slow.
  for (let second = 6; second <= 60; second++) arrival.secondsLeft(5_000_000 + 10_000 * (second - 5), 50_000_000, second * 1000)
  expect(arrival.secondsLeft(5_550_000, 50_000_000, 60_000)).toBeGreaterThan(3000)
  // Nothing comes: nobody knows.
  expect(arrival.secondsLeft(5_550_000, 50_000_000, 200_000)).toBeUndefined()
  expect(arrival.secondsLeft(50_000_000, 50_000_000, 300_000)).toBeUndefined()
  // Another manifest begins.
  expect(arrival.secondsLeft(100, 50_000_000, 301_000)).toBeUndefined()
})

test('[RG48] it is said in tens of seconds, then in minutes', () => {
  expect([1, 10, 11, 49, 51, 61, 3600].map(roundedTime)).toEqual([
    { unit: 'seconds', count: 10 },
    { unit: 'seconds', count: 10 },
    { unit: 'seconds', count: 20 },
    { unit: 'seconds', count: 50 },
    { unit: 'minutes', count: 1 },
    { unit: 'minutes', count: 2 },
    { unit: 'minutes', count: 60 },
  ])
})
