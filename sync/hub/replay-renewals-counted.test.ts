import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/* How often a loan has been renewed: a desk lets nobody renew more often than the rules say. */

let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  await world.item('X')
  await world.patrons('Anna', 'Bea')
})

test('[RP23] a renewal that carries over to the loan that began anew counts among its renewals', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-18')
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Anna', '11:00', { dueOn: '2026-11-20' })
  await world.main.renewOnTheWeb('X', 'Anna', time('12:00'), '2026-11-25')
  await world.comesHome(bus.entries)
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-25', renewals: 1 })
})

test('[RP23] [RP18] a moved loan has the renewals of whose it truly is, and none of the other one’s', async () => {
  const loan = bus.lend('X', 'Anna', '10:00', { dueOn: '2026-11-20' })
  await world.comesHome([loan])
  await world.main.renewOnTheWeb('X', 'Anna', time('11:00'), '2026-11-25')
  const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-11-20' }
  const { station, epoch, sequence } = loan
  bus.record({ kind: 'move', target: { station, epoch, sequence }, barcode: 'X', fromPatronId: 'Anna', ...to }, '12:00')
  await world.comesHome(bus.entries)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea', dueOn: '2026-11-20', renewals: 0 })
})

test('[RP23] [RP17] a renewal that came home while the loan counted as over counts where that return never was', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-18')
  const back = bus.takeBack('X', '11:00')
  await world.comesHome([back])
  await world.comesHome([new TestStation('bus-2').renew('X', 'Anna', '10:00', '2026-11-25')])
  expect((await world.tables.endedLoans('X'))[0]).toMatchObject({ dueOn: '2026-11-25' })
  await world.comesHome([bus.undo(back, 'mistyped', '12:00')])
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-25', renewals: 1 })
})
