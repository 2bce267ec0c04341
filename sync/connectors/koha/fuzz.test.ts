import { expect, test } from 'vitest'
import { fuzzKoha } from '../../../commands/fuzz-koha.node.ts'
import { Random } from '../../../hardware/fuzz/random.ts'

test('[KO16] whatever Koha answers, the connector says in its own words why not, and calls nothing done that was not sent', async () => {
  for (let seed = 0; seed < 60; seed++) await fuzzKoha.round(new Random(seed))
  expect(fuzzKoha.name).toBe('koha')
}, 60_000)
