import { expect, test } from 'vitest'
import { askedLately } from './asked-lately.ts'

test('whoever asks the same again within the time is given the first answer, also a failure, also while it is awaited', async () => {
  let now = 0
  let asked = 0
  const lately = askedLately<number>(() => now, 100)
  const ask = async () => ++asked
  expect(await Promise.all([lately('a', ask), lately('a', ask), lately('b', ask)])).toEqual([1, 1, 2])
  now = 99
  expect(await lately('a', ask)).toBe(1)
  now = 100
  expect(await lately('a', ask)).toBe(3)
  const fail = () => Promise.reject(new Error('away'))
  await expect(lately('c', fail)).rejects.toThrow('away')
  await expect(lately('c', ask)).rejects.toThrow('away')
  now = 200
  expect(await lately('c', ask)).toBe(4)
})
