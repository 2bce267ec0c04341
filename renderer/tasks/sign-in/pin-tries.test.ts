import { expect, test } from 'vitest'
import { PinTries } from './pin-tries.ts'

test('five wrong PINs cost half a minute, each further one again, and a right one starts anew', () => {
  const tries = new PinTries()
  for (let count = 0; count < 4; count++) tries.wrong(count)
  expect(tries.waitMs(4)).toBe(0)
  tries.wrong(1000)
  expect(tries.waitMs(1000)).toBe(30_000)
  expect(tries.waitMs(31_000)).toBe(0)
  tries.wrong(31_000)
  expect(tries.waitMs(41_000)).toBe(20_000)
  tries.right()
  expect(tries.waitMs(41_000)).toBe(0)
})
