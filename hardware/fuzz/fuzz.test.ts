import { expect, test } from 'vitest'
import { fuzzTargets } from './fuzz-targets.ts'
import { Random } from './random.ts'

test.each([...fuzzTargets.values()].map(target => [target.name, target] as const))(
  '[HW24] garbage brings no crash, no hang and no false accept: %s',
  async (_, target) => {
    for (let seed = 0; seed < 300; seed++) await target.round(new Random(seed))
    expect(fuzzTargets.get(target.name)).toBe(target)
  },
)

test('[HW24] a round comes again with its seed', () => {
  expect(new Random(7).bytes(8)).toEqual(new Random(7).bytes(8))
  expect(new Random(7).bytes(8)).not.toEqual(new Random(8).bytes(8))
})
