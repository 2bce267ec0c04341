import { beforeEach, expect, test } from 'vitest'
import type { Checkout, Transaction } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What simulated days have found, each as short as it could be told. */
let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Carl', 'Dora', 'Emil')
})

const waiting = { state: { kind: 'waiting', barcode: 'X' } } as const
const pickup = { branch: 'BUS', stopId: 'saaksjarvi' }

test("[RP20] a corrected stop moves a book that was sent, and a hold's copy is on its way from there", async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 1, branch: 'VILLAGE' }, '11:00')
  await world.comesHome(bus.entries)
  expect(await world.tables.place('X')).toBe('VILLAGE')
  expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'in-transit', barcode: 'X' })
})

test('[RP20] a corrected stop moves a book that came back by an undo', async () => {
  const undo = bus.undo(bus.lend('X', 'Anna', '10:00'), 'book-is-here', '10:05')
  await world.comesHome(bus.entries)
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: undo.sequence, branch: 'VILLAGE' }, '11:00')
  await world.comesHome(bus.entries)
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP8] taken from the shelf before its hold expired at night: the hold waits on, without a fee', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  bus.lend('X', 'Anna', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
  expect(await world.feesOf('Dora')).toBe(0)
})

test('[RP8] the same where the book has come back since: it is Dora’s turn again', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  await world.hold('Emil', 'X', '2 09:00', '418')
  bus.lend('X', 'Anna', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.main.takeBack('X', time('19 10:00'))
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'in-transit', barcode: 'X' })
  expect((await world.tables.holdsOf('Emil'))[0]?.state).toEqual({ kind: 'queued' })
})

test('[RP8] a hold that expired where its copy was only seen again has expired', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  bus.takeBack('X', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await world.tables.holdsOf('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(200)
})

test('[RP19] a request that comes home after the book was caught for somebody who asked later gets it', async () => {
  bus.record(request('Dora'), '10:00')
  await world.hold('Emil', 'X', '11:00', '418')
  await world.main.takeBack('X', time('12:00'))
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'in-transit', barcode: 'X' })
  expect((await world.tables.holdsOf('Emil'))[0]?.state).toEqual({ kind: 'queued' })
})

test('[RP19] a request that comes home after the patron has had the book is filled', async () => {
  bus.record(request('Dora'), '10:00')
  await world.main.lend('X', 'Dora', time('12:00'), '2026-12-15')
  await world.comesHome(bus.entries)
  expect(await world.tables.holdsOf('Dora')).toEqual([])
})

test('[RP19] asked at the desk first and on the web later: one hold, with the desk’s place in the queue', async () => {
  bus.record(request('Dora'), '10:00')
  await world.hold('Emil', 'X', '11:00', '418')
  await world.hold('Dora', 'X', '12:00', '419')
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOn('title-X')).map(({ patronId }) => patronId)).toEqual(['Dora', 'Emil'])
})

test('[RP17] a mistyped loan that was declared lost meanwhile is found when it is taken back', async () => {
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.main.declareLost('X', time('22:05'), 2500)
  await world.comesHome([bus.undo(loan, 'mistyped', '18 10:00')])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a mistyped loan of a free book that filled a hold gives the hold back', async () => {
  await world.hold('Anna', 'X', '9 09:00', '501')
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.comesHome([bus.undo(loan, 'mistyped', '10:01')])
  expect((await world.tables.holdsOf('Anna')).map(({ state }) => state.kind)).toEqual(['queued'])
})

test('[RP18] a moved loan fills the hold of whom it was moved to, and gives back the one it had filled', async () => {
  await world.hold('Anna', 'X', '9 09:00', '501')
  await world.hold('Bea', 'X', '9 10:00', '502')
  move(bus.lend('X', 'Anna', '10:00'), '10:02')
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOn('title-X')).map(({ patronId }) => patronId)).toEqual(['Anna'])
})

test('[RP24] a renewal on the web after the book was back is void whichever bus comes home first', async () => {
  for (const first of ['late', 'early']) {
    world = new ReplayWorld(memoryStores())
    await world.item('X')
    await world.patrons('Anna')
    await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
    const [one, two] = [new TestStation('bus-1'), new TestStation('bus-2')]
    one.takeBack('X', '17 10:00')
    await world.main.renewOnTheWeb('X', 'Anna', time('17 12:00'), '2026-11-25')
    two.takeBack('X', '18 10:00')
    for (const { entries } of first === 'late' ? [two, one] : [one, two]) await world.comesHome(entries)
    expect(await world.feesOf('Anna')).toBe(100)
  }
})

test('[RP11] a renewal at a desk that comes home after one on the web counts from when it was made', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-15')
  bus.renew('X', 'Anna', '16 10:00', '2026-11-20')
  const two = new TestStation('bus-2')
  two.takeBack('X', '17 10:00')
  await world.main.renewOnTheWeb('X', 'Anna', time('17 12:00'), '2026-11-25')
  await world.comesHome(bus.entries)
  await world.comesHome(two.entries)
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP5] where a clock is unsure nobody pays for the doubt', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 14 * 3_600_000, aheadMs: 13 * 3_600_000, believedAheadMs: 0 })
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-17')
  unsure.takeBack('X', '17 10:00')
  await world.comesHome(unsure.entries)
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP6] two copies: a late return has the turn of whom a later one was caught for, and that one goes on', async () => {
  await world.item('Y', { titleId: 'title-X' })
  await world.hold('Dora', 'X', '9 09:00', '417')
  await world.hold('Emil', 'X', '9 10:00', '418')
  bus.takeBack('X', '10:00')
  await world.main.takeBack('Y', time('12:00'))
  await world.comesHome(bus.entries)
  const copies = (await world.tables.holdsOn('title-X')).map(({ state }) => (state.kind === 'queued' ? '' : state.barcode))
  expect(copies.toSorted()).toEqual(['X', 'Y'])
})

test('[RP11] a renewal that comes home late and moves no due date does not find what was declared lost meanwhile', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  bus.renew('X', 'Anna', '14 10:00', '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  await world.comesHome(bus.entries)
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP18] a moved loan fills a hold that has expired since, and gives back the one whose expiry it had undone', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  const loan = bus.lend('X', 'Dora', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.comesHome([loan])
  expect([await world.feesOf('Dora'), await world.tables.holdsOf('Dora')]).toEqual([0, []])
  await world.comesHome([move(loan, '18 10:00')])
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])

  await world.item('Y')
  const bea = await world.hold('Bea', 'Y', '1 09:00', '418', { state: { kind: 'waiting', barcode: 'Y' } })
  const other = bus.lend('Y', 'Anna', '19 10:00')
  move(other, '19 10:02')
  await world.main.expireHold(bea, 'Y', time('19 22:05'), 200)
  await world.comesHome(bus.entries)
  expect([await world.feesOf('Bea'), await world.tables.holdsOf('Bea')]).toEqual([0, []])
})

test('[RP18] whose it was all the time had renewed it on the web before it was on their card: that counts, also where it has ended since', async () => {
  for (const isBack of [false, true]) {
    world = new ReplayWorld(memoryStores())
    bus = new TestStation('bus-1')
    await world.item('X')
    await world.patrons('Anna', 'Bea')
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-18')
    bus.takeBack('X', '16 10:00')
    const { station, epoch, sequence } = bus.lend('X', 'Anna', '17 10:00', { dueOn: '2026-11-18' })
    if (isBack) bus.takeBack('X', '21 10:00')
    const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-11-18' }
    const target = { station, epoch, sequence }
    bus.record({ kind: 'move', target, barcode: 'X', fromPatronId: 'Anna', ...to }, isBack ? '21 10:05' : '17 10:05')
    await world.main.renewOnTheWeb('X', 'Bea', time('18 12:00'), '2026-12-22')
    await world.comesHome(bus.entries)
    expect((await world.tables.loan('X'))?.dueOn).toBe(isBack ? undefined : '2026-12-22')
    expect(await world.feesOf('Bea')).toBe(0)
  }
})

test('[RP18] declared lost on the wrong patron’s loan, it is not when the loan is moved', async () => {
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.main.declareLost('X', time('20 22:05'), 2500)
  await world.comesHome([move(loan, '18 10:00')])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a mistyped return that was sent: who was given the copy by it waits on', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-25')
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const two = new TestStation('bus-2')
  two.record(request('Dora'), '09:00')
  await world.comesHome(two.entries)
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
})

test('[RP17] a mistyped loan of a book that had come back just before: it is the turn of whoever waits', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.takeBack('X', '10:00')
  const loan = bus.lend('X', 'Anna', '10:01')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(loan, 'mistyped', '18 10:00')])
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP19] whether the book came back before or after is not known: whoever asked gets it', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 3_600_000, aheadMs: 0, believedAheadMs: -1_800_000 })
  unsure.record(request('Dora'), '10:00')
  await world.main.takeBack('X', time('10:15'))
  await world.comesHome(unsure.entries)
  expect((await world.tables.holdsOf('Dora'))[0]?.state.kind).toBe('in-transit')
})

test('[RP20] from a corrected stop the copy was still on its way: the hold has not expired', async () => {
  await world.hold('Dora', 'X', '1 09:00', '417')
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.main.expireHold((await world.tables.holdsOf('Dora'))[0]!, 'X', time('19 22:05'), 200)
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 1, branch: 'VILLAGE' }, '20 11:00')
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'in-transit', barcode: 'X' }])
  expect(await world.feesOf('Dora')).toBe(0)
})

test('[RP7] a hold placed on the web after the patron had taken the book waits on, without the book', async () => {
  const back = bus.takeBack('X', '10:00')
  bus.lend('X', 'Dora', '11:00')
  await world.hold('Dora', 'X', '12:00', '417')
  await world.comesHome([back])
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
})

test('[RP8] brought back by an undo, it lay ready anew, and its hold has expired', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  bus.undo(bus.lend('X', 'Anna', '10:00'), 'book-is-here', '10:05')
  await world.main.expireHold(dora, 'X', time('26 22:05'), 200)
  await world.main.lend('X', 'Carl', time('27 10:00'), '2026-12-15')
  world.now = time('28 12:00')
  await world.comesHome(bus.entries)
  expect([await world.feesOf('Dora'), await world.tables.holdsOf('Dora')]).toEqual([200, []])
})

test('[RP1] nobody pays where the book may have been seen sooner than is certain', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 30 * 3_600_000, aheadMs: 0 })
  unsure.lend('X', 'Anna', '17 10:00', { dueOn: '2026-11-18' })
  await world.main.takeBack('X', time('18 09:00'))
  await world.main.lend('X', 'Bea', time('22 10:00'), '2026-12-15')
  await world.comesHome(unsure.entries)
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 22 10:00', 'Bea 22 10:00 –'])
  expect(await world.feesOf('Anna')).toBe(0)
})

function request(patronId: string): Transaction {
  return { kind: 'hold-request', titleId: 'title-X', card: `card-${patronId}`, patronId, pickup }
}

function move({ station, epoch, sequence, transaction }: Entry, at: string): Entry {
  const { barcode } = transaction as Checkout
  const target = { station, epoch, sequence }
  const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-12-15' }
  return bus.record({ kind: 'move', target, barcode, fromPatronId: 'Anna', ...to }, at)
}
