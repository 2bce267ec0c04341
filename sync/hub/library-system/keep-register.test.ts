import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import { MemoryTables } from '../../connectors/builtin/memory-tables.fixture.ts'
import { served } from '../../connectors/sip2/served.fixture.ts'
import { keepingRegister } from './keep-register.ts'
import { lookUpNow } from './look-up.ts'

const at = '2026-11-18T10:00:00Z'
const now = () => '2026-11-18T12:00:00Z'

/** A hub's own register beside a SIP2 system: the same items and patrons, and whatever is put into it. */
async function beside(more: Parameters<MemoryTables['write']>[0] = []) {
  const { connector, tables: there, connect } = await served()
  const tables = new MemoryTables()
  const item = { barcode: 'X', titleId: 'title-X', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  const patron = { patronId: 'Anna', cards: ['card-Anna'], category: 'adult', blocks: [], feesCents: 0 }
  await tables.write(
    [
      { kind: 'put-item', item },
      { kind: 'put-patron', patron },
    ],
    'seed',
  )
  await tables.write(more, 'more')
  const trouble = (what: string, error: unknown) => expect.fail(`${what}: ${error}`)
  return { kept: keepingRegister(connector, { tables, now, trouble }), tables, there, connect }
}

const patronNow = { patronId: 'Anna', cards: ['card-Anna'], category: 'adult', feesCents: 0 } as const

test('[SP32] a card that the register knows as blocked is free as soon as the system says so, and the answer is kept', async () => {
  const blocked = { ...patronNow, blocks: ['barred'], expiresOn: '2026-01-31' } as const
  const { kept, tables, there } = await beside([{ kind: 'put-patron', patron: { ...blocked, blocks: ['barred'] } }])
  expect(await lookUpNow('card-Anna', kept, tables)).toBe(true)
  expect(await tables.patron('Anna')).toEqual({ ...patronNow, blocks: [] })
  // And the other way round.
  await there.write([{ kind: 'put-patron', patron: { ...patronNow, blocks: ['barred'] } }], 'barred over there')
  expect(await lookUpNow('card-Anna', kept, tables)).toBe(true)
  expect((await tables.patron('Anna'))?.blocks).toEqual(['barred'])
})

test('[SP32] the last day of a bar is kept while the bar that was told lasts, and no bar seen later ends by it', async () => {
  const until = (barredUntil: string) => ({ ...patronNow, blocks: ['barred'], barredUntil }) as const
  for (const [told, stays] of [
    ['2099-11-30', true],
    ['2020-11-30', false],
  ] as const) {
    const { kept, tables, there } = await beside([{ kind: 'put-patron', patron: until(told) }])
    await there.write([{ kind: 'put-patron', patron: { ...patronNow, blocks: ['barred'] } }], 'barred over there')
    await lookUpNow('card-Anna', kept, tables)
    expect(await tables.patron('Anna')).toEqual(stays ? until(told) : { ...patronNow, blocks: ['barred'] })
  }
  const { kept, tables } = await beside([{ kind: 'put-patron', patron: until('2099-11-30') }])
  await lookUpNow('card-Anna', kept, tables)
  expect(await tables.patron('Anna')).toEqual({ ...patronNow, blocks: [] })
})

test('[SP30] a hold that the desk asked for stands in the register, until it is taken back or filled', async () => {
  const { kept, tables } = await beside()
  const ask: Action = { kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Anna', branch: 'BUS', stopId: 's', at }
  await kept.apply([ask], 'one')
  expect(await tables.holdsOf('Anna')).toMatchObject([
    { holdId: 'h1', titleId: 'title-X', pickup: { branch: 'BUS', stopId: 's' }, state: { kind: 'queued' } },
  ])
  await kept.apply([{ kind: 'cancel-hold', holdId: 'h1', patronId: 'Anna', titleId: 'title-X', at }], 'two')
  expect(await tables.holdsOf('Anna')).toEqual([])
  await kept.apply([{ ...ask, holdId: 'h2' }], 'three')
  await kept.apply([{ kind: 'begin-loan', barcode: 'X', patronId: 'Anna', at, dueOn: '2026-12-15', branch: 'BUS' }], 'four')
  expect(await tables.holdsOf('Anna')).toEqual([])
})

test('[SP30] what was paid is owed no more in the register', async () => {
  const { kept, tables } = await beside([
    { kind: 'put-patron', patron: { ...patronNow, patronId: 'Carl', cards: ['card-Carl'], blocks: [], feesCents: 500 } },
  ])
  await kept.apply([{ kind: 'pay-fees', patronId: 'Carl', cents: 120, reference: 'bus-1-1-1-payment', at, branch: 'BUS' }], 'one')
  expect((await tables.patron('Carl'))?.feesCents).toBe(380)
})
