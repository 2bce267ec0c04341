import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import { at, lend, posts } from './testing/one-loan.ts'
import { servedKoha } from './testing/served-koha.ts'

test('[KO6] where loans that are over cannot be searched, a loan that shows is done, and one that does not may have been', async () => {
  const { connector, contract, tables } = await servedKoha({
    release: 'narrow',
    fault: ({ name }, when) => (name === 'POST /checkouts' && when === 'after' ? 'hang-up' : undefined),
  })
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  expect(posts(contract.heard, '/checkouts')).toBe(1)
  expect(await connector.wasApplied('one')).toBe('yes')
  await tables.write([{ kind: 'end-loan', barcode: 'X', endedAt: at, endedAtBranch: 'MAIN' }], 'back')
  expect(await connector.wasApplied('one')).toBe('unknown')
})

test('[KO12] where a hold is cancelled only with a reason, an empty one is given; elsewhere none', async () => {
  const hold: Action = { kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', branch: 'BUS', at }
  const cancel: Action = { kind: 'cancel-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', at }
  for (const [release, body] of [
    ['narrow', ''],
    ['newest', undefined],
  ] as const) {
    const { connector, contract, tables } = await servedKoha({ release })
    await connector.apply([hold], 'one')
    await connector.apply([cancel], 'two')
    expect([...tables.holds.values()].filter(one => one.patronId === 'Bea')).toEqual([])
    expect(contract.heard.find(({ name }) => name === 'DELETE /holds/{id}')).toMatchObject({ body })
  }
})
