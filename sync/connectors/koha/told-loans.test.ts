import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import type { ContractOptions } from './testing/contract-server.ts'
import { servedKoha } from './testing/served-koha.ts'

const lend = (patronId: string, at: string): Action => {
  return { kind: 'begin-loan', barcode: 'X', patronId, at, dueOn: '2026-12-16', branch: 'MAIN' }
}
const takeBack = (patronId: string, at: string): Action => {
  return { kind: 'end-loan', barcode: 'X', patronId, at, branch: 'BUS', full: true }
}
/** Two loans that are over, and an open one, as the library's own desks made them. */
async function lentThreeTimes(options: Partial<ContractOptions> = {}) {
  const served = await servedKoha(options)
  const { library } = served
  await library.apply([lend('Anna', '2026-11-02T08:00:00Z')], 'one')
  await library.apply([takeBack('Anna', '2026-11-05T08:00:00Z')], 'two')
  await library.apply([lend('Bea', '2026-11-06T08:00:00Z')], 'three')
  await library.apply([takeBack('Bea', '2026-11-07T08:00:00Z')], 'four')
  // Numbers are given as Koha's rows are first asked for.
  await served.connector.itemEvidence('X')
  await library.apply([lend('Anna', '2026-11-08T08:00:00Z')], 'five')
  return served
}
const overs = (name: string, query: URLSearchParams) => name === 'GET /checkouts' && query.get('checked_in') === 'true'
const old = (checkout_id: number, checkin_date: string | null) => {
  return {
    checkout_id,
    item_id: 1001,
    patron_id: null,
    library_id: 'MAIN',
    checkout_date: '2019-01-02T10:00:00+02:00',
    checkin_date,
  }
}

test.each(['newest', 'older'] as const)(
  '[KO4] a Koha of the %s release tells the loans that are over too, oldest first',
  async release => {
    const { connector } = await lentThreeTimes({ release })
    const { told, seen } = await connector.itemEvidence('X')
    const branches = { branch: 'MAIN', endedAtBranch: 'BUS' }
    expect(told).toEqual({
      loans: [
        { patronId: 'Anna', from: '2026-11-02T08:00:00Z', to: '2026-11-05T08:00:00Z', ...branches },
        { patronId: 'Bea', from: '2026-11-06T08:00:00Z', to: '2026-11-07T08:00:00Z', ...branches },
        { patronId: 'Anna', from: '2026-11-08T08:00:00Z', branch: 'MAIN' },
      ],
    })
    expect(seen).toMatchObject({ since: '2026-11-08T08:00:00Z', lastEnd: '2026-11-07T08:00:00Z' })
  },
)

test('[KO4] a release that does not search them tells none, and nothing is made of that', async () => {
  const { connector } = await lentThreeTimes({ release: 'narrow' })
  const { told, seen } = await connector.itemEvidence('X')
  expect(told).toBeUndefined()
  expect(seen).not.toHaveProperty('lastEnd')
})

test('[KO4] years-old rows without a date end what is told, and do not hide the rest', async () => {
  const body = [old(12, '2019-02-01T10:00:00+02:00'), old(11, null)]
  const { connector } = await lentThreeTimes({
    fault: ({ name, query }, when) => (when === 'after' && overs(name, query) ? { status: 200, body } : undefined),
  })
  const { told } = await connector.itemEvidence('X')
  expect(told?.since).toBe('2019-02-01T08:00:00Z')
  expect(told?.loans).toMatchObject([{ from: '2019-01-02T08:00:00Z' }, { patronId: 'Anna', from: '2026-11-08T08:00:00Z' }])
  expect(told?.loans[0]).not.toHaveProperty('patronId')
})

test('[KO4] where none of the rows can be read, or all are other items’, nothing is told', async () => {
  const given = [[old(11, null)], [{ ...old(12, '2019-02-01T10:00:00+02:00'), item_id: 7 }]]
  for (const body of given) {
    const { connector } = await lentThreeTimes({
      fault: ({ name, query }, when) => (when === 'after' && overs(name, query) ? { status: 200, body } : undefined),
    })
    expect((await connector.itemEvidence('X')).told).toBeUndefined()
  }
})

test('[KO4] a loan that ended because the item was declared lost ended by no return', async () => {
  const { connector, library, tables } = await servedKoha()
  await library.apply([lend('Anna', '2026-11-02T08:00:00Z')], 'one')
  await library.apply([takeBack('Anna', '2026-11-05T08:00:00Z')], 'two')
  await tables.write([{ kind: 'set-status', barcode: 'X', status: 'lost' }], 'three')
  const { told } = await connector.itemEvidence('X')
  expect(told?.loans).toEqual([{ patronId: 'Anna', branch: 'MAIN', from: '2026-11-02T08:00:00Z' }])
})
