import { expect, test } from 'vitest'
import { fuzzSip2, fuzzSipOverHttp } from '../../../commands/fuzz-sip2.ts'
import { Random } from '../../../hardware/fuzz/random.ts'

test.each([fuzzSip2, fuzzSipOverHttp].map(target => [target.name, target] as const))(
  '[SP5] garbage brings no crash, no hang, no unbounded memory and no false accept: %s',
  async (name, target) => {
    for (let seed = 0; seed < 300; seed++) await target.round(new Random(seed))
    expect(target.name).toBe(name)
  },
)
