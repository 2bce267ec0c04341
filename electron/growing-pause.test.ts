import { expect, test } from 'vitest'
import { GrowingPause } from './growing-pause.ts'

const pauses = () => new GrowingPause({ firstMs: 100, longestMs: 1000, stoodMs: 60_000 })

test('each end in a row waits twice as long as the one before, up to the longest', () => {
  const pause = pauses()
  const waited = [1, 2, 3, 4, 5, 6].map(inARow => {
    pause.started(inARow)
    return pause.ended(inARow + 1)
  })
  expect(waited.map(({ pauseMs }) => pauseMs)).toEqual([100, 200, 400, 800, 1000, 1000])
  expect(waited.at(-1)!.inARow).toBe(6)
})

test('what has stood for a while begins with the first pause again; what never started does not', () => {
  const pause = pauses()
  pause.started(0)
  pause.ended(10)
  pause.started(20)
  expect(pause.ended(60_020)).toEqual({ pauseMs: 100, inARow: 1 })
  expect(pause.ended(999_999)).toEqual({ pauseMs: 200, inARow: 2 })
})
