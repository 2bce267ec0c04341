import { expect, test } from 'vitest'
import { fuzzCsv, fuzzMarc } from '../../../commands/fuzz-files.ts'
import { Random } from '../../../hardware/fuzz/random.ts'

test.each([fuzzCsv, fuzzMarc].map(target => [target.name, target] as const))(
  '[FI11] garbage costs itself alone: every whole row and record beside it comes out as it went in: %s',
  async (name, target) => {
    for (let seed = 0; seed < 300; seed++) await target.round(new Random(seed))
    expect(target.name).toBe(name)
  },
)
