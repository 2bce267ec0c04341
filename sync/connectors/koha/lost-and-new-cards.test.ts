import { expect, test } from 'vitest'
import { at, lend } from './testing/one-loan.ts'
import { servedKoha } from './testing/served-koha.ts'

test('[KO4] whoever got a new card since the last look is still who they were', async () => {
  const { connector, tables } = await servedKoha()
  await connector.apply([lend], 'one')
  expect((await connector.itemEvidence('X')).seen?.patronId).toBe('Anna')
  const anna = (await tables.patron('Anna'))!
  await tables.write([{ kind: 'put-patron', patron: { ...anna, cards: ['card-new'] } }], 'new card')
  expect((await connector.itemEvidence('X')).seen?.patronId).toBe('Anna')
})

test('[KO7] what was declared lost on its loan is taken in, and the loan is over; what is merely on loan is not', async () => {
  const { connector, tables } = await servedKoha()
  await connector.apply([lend], 'one')
  const takeIn = { kind: 'take-in', barcode: 'X', at, branch: 'BUS' } as const
  await expect(connector.apply([takeIn], 'two')).rejects.toMatchObject({ kind: 'rejected' })
  await tables.write([{ kind: 'set-status', barcode: 'X', status: 'lost' }], 'lost')
  await connector.apply([takeIn], 'three')
  expect(await tables.loan('X')).toBeUndefined()
  expect((await connector.itemEvidence('X')).seen?.status).toBe('in-house')
})

test('[KO7] what was withdrawn while it was on loan is taken back all the same', async () => {
  const { connector, tables } = await servedKoha()
  await connector.apply([lend], 'one')
  await tables.write([{ kind: 'set-status', barcode: 'X', status: 'withdrawn' }], 'withdrawn')
  await connector.apply([{ kind: 'end-loan', barcode: 'X', patronId: 'Anna', at, branch: 'BUS', full: true }], 'two')
  expect(await tables.loan('X')).toBeUndefined()
})
