import { expect, test } from 'vitest'
import { noPostgres } from '../../sync/hub/testing/postgres-server.node.ts'
import { judgeStorm } from './judge-storm.ts'
import { runKills, whatWentWrong } from './run-kills.node.ts'
import { stormStations } from './storm.ts'

const why = noPostgres ? ` (skipped: ${noPostgres})` : ''
const quiet = { seed: 1, stations: 5, say: () => {} }

test('[HB9] [RP27] a hub killed three times in the middle of a storm: nothing lost, nothing doubled, every loan as it truly was', {
  timeout: 240_000,
}, async () => {
  const report = await runKills({ ...quiet, kills: 3, hubs: 1, database: 'pglite' })
  expect(whatWentWrong(report)).toEqual([])
  expect(report.transactions).toBeGreaterThan(10)
})

test.skipIf(noPostgres !== '')(
  `[HB43] one of three hubs on one database killed, twice, in the middle of a storm: the others finish it${why}`,
  { timeout: 240_000 },
  async () => {
    const report = await runKills({ ...quiet, kills: 2, hubs: 3, database: 'postgresql' })
    expect(whatWentWrong(report)).toEqual([])
    expect(report.transactions).toBeGreaterThan(10)
  },
)

test('the judge sees what is missing, what is there twice, and a loan that ended when it should not have', () => {
  const size = { items: 400, patrons: 50, seed: 1, today: '2026-11-17' }
  const [station] = stormStations({ buses: 1, branches: 0, size, seed: 1, daysOut: 3 })
  const entry = station!.act()
  const { transaction } = entry
  if (transaction.kind !== 'checkout') throw new Error('a day begins with a loan')
  const key = `${entry.station}/${entry.epoch}/${entry.sequence}`
  const outcomes = new Map([[key, { kind: 'applied' } as const]])
  const loans = new Map([[transaction.barcode, [[transaction.patronId, entry.at.wall, undefined] as const]]])
  const good = { outcomes, scans: new Map([[key, 1]]), loans }
  expect(judgeStorm([entry], good)).toMatchObject({ lost: 0, doubled: 0, wrong_items: 0 })
  expect(judgeStorm([entry], { ...good, scans: new Map() })).toMatchObject({ lost: 1 })
  expect(judgeStorm([entry], { ...good, outcomes: new Map() })).toMatchObject({ lost: 1 })
  expect(judgeStorm([entry], { ...good, scans: new Map([[key, 2]]) })).toMatchObject({ doubled: 1 })
  const ended = [[transaction.patronId, entry.at.wall, entry.at.wall] as const]
  expect(judgeStorm([entry], { ...good, loans: new Map([[transaction.barcode, ended]]) })).toMatchObject({ wrong_items: 1 })
})
