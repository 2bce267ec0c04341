import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { calls, callsVersion, notices } from './calls.ts'

/** Version -> hash of the map. A new shape needs a new version and a new line; an old line is never edited. */
const history: Record<number, string> = {
  1: 'd03588ee418e6dcd',
  2: 'ba5995b017c6ae32',
  3: 'ad8fbc8d972a7a1f',
  4: '97b771a03ee9bd4c',
  5: 'bcb1e8ea3d301c73',
  6: 'ae0594909fd5d1b6',
  7: '7272aa082352db97',
  8: '823c50c63839ccce',
  9: '5c894f00aba26f1b',
  10: '404b9958df7f813e',
  11: '88785def75a01ed4',
  12: 'a00306a7fcccdc3d',
  13: 'fe94544ad8f3c8a7',
  14: '160357bbae661f82',
}

test('a change of the boundary is a new version of it', () => {
  const shapes = {
    calls: Object.entries(calls).map(([name, call]) => [name, z.toJSONSchema(call.request), z.toJSONSchema(call.answer)]),
    notices: Object.entries(notices).map(([name, notice]) => [name, z.toJSONSchema(notice)]),
  }
  expect(createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16)).toBe(history[callsVersion])
})
