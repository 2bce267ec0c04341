import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import type { Heard } from './testing/contract-server.ts'
import { servedKoha } from './testing/served-koha.ts'

test('[KO8] a payment is written once, also where its answer was lost', async () => {
  let broken = true
  const fault = ({ name }: Heard, now: 'before' | 'after') =>
    broken && name.endsWith('/account/credits') && name.startsWith('POST') && now === 'after' ? ('hang-up' as const) : undefined
  const { connector, contract } = await servedKoha({ fault })
  const payment = { patronId: 'Anna', cents: 250, reference: 'bus-1-1-7-payment', on: '2026-11-17', branch: 'BUS' }
  await expect(connector.pay(payment)).rejects.toMatchObject({ kind: 'no-answer' })
  broken = false
  expect(await connector.isPaid(payment)).toBe(true)
  await connector.pay(payment)
  expect(contract.desk.credits).toMatchObject([{ amount: -2.5, date: '2026-11-17', library_id: 'BUS' }])
  expect(await connector.isPaid({ ...payment, reference: 'bus-1-1-8-payment' })).toBe(false)
})

test('[KO8] the whole debt whose answer was lost is found in the account, and not said to be too much', async () => {
  let broken = true
  const fault = ({ name }: Heard, now: 'before' | 'after') =>
    broken && name.endsWith('/account/credits') && name.startsWith('POST') && now === 'after' ? ('hang-up' as const) : undefined
  const { connector, contract, tables, connect } = await servedKoha({ fault })
  const owed = (await tables.patron('Carl'))!.feesCents
  const pay: Action = {
    kind: 'pay-fees',
    patronId: 'Carl',
    cents: owed,
    reference: 'bus-1-1-9-payment',
    at: '2026-11-17T10:00:00Z',
    branch: 'BUS',
    owedCents: owed,
  }
  await expect(connector.apply([pay], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  broken = false
  // Another run of the hub, in which a person has said that it may be sent again.
  await connect({}).apply([pay], 'one')
  expect(contract.desk.credits).toHaveLength(1)
  const more = { ...pay, reference: 'bus-1-1-10-payment' }
  await expect(connect({}).apply([more], 'two')).rejects.toMatchObject({ kind: 'rejected' })
})
