import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What is taken back or moved when more has happened to its item since, each as simulated days have found it. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  await world.item('X')
  await world.item('Y', { titleId: 'title-X' })
  await world.patrons('Anna', 'Bea', 'Dora')
})

const states = async (patronId: string) => (await world.tables.holdsOf(patronId)).map(({ state }) => state)
const ready = { state: { kind: 'waiting', barcode: 'X' } } as const

test('[RP17] a mistyped renewal of a loan that has ended since: the fee is as if it had never been', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  const renewal = bus.renew('X', 'Anna', '10 10:00', '2026-11-30')
  await world.comesHome([renewal])
  await world.comesHome([other.takeBack('X', '10:00')])
  expect(await world.feesOf('Anna')).toBe(0)
  const undo = bus.undo(renewal, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.feesOf('Anna')).toBe(100)
})

test('[RP17] a mistyped renewal before another: the loan is due as the other one says, and as promised without it', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-18')
  const first = bus.renew('X', 'Anna', '16 10:00', '2026-12-30')
  await world.comesHome([first])
  const second = other.renew('X', 'Anna', '10:00', '2026-12-05')
  await world.comesHome([second])
  await world.comesHome([bus.undo(first, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-12-05', renewals: 1 })
  await world.comesHome([other.undo(second, 'mistyped', '18 11:00')])
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-18', renewals: 0 })
})

test('[RP17] a mistyped return that had caught a hold, and the copy was lent since: what came back meanwhile would have been theirs', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-12')
  await world.main.lend('Y', 'Bea', time('2 10:00'), '2026-12-12')
  await world.hold('Dora', 'X', '3 09:00', '417')
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.comesHome([other.takeBack('Y', '11:00')])
  await world.comesHome([other.lend('X', 'Bea', '12:00')])
  const undo = bus.undo(back, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  const told = { code: 'hold-caught', barcode: 'Y', holdNumber: '417' }
  expect(await world.outcome(undo)).toEqual({ kind: 'applied-with-note', notes: [told] })
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 12:00', 'Bea 17 12:00 –'])
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'Y' }])
})

test('[RP17] a mistyped return whose hold an earlier loan has filled since: it stays filled, and the loan goes on', async () => {
  await world.main.takeBack('X', time('2 10:00'))
  await world.hold('Dora', 'X', '3 09:00', '417')
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  await world.comesHome([other.lend('X', 'Dora', '10:00')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.history('X')).toEqual(['Dora 17 10:00 –'])
  expect(await states('Dora')).toEqual([])
})

test('[RP17] a mistyped return after which an earlier loan and a request have come home: the hold waits again', async () => {
  await world.main.takeBack('X', time('2 10:00'))
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  await world.comesHome([other.lend('X', 'Anna', '10:00')])
  await world.hold('Dora', 'X', '13:00', '417', ready)
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
})

test('[RP50] a mistyped return of what was marked as not for loan since: a person may have it as before, lost and with its fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.seed({ kind: 'set-status', barcode: 'X', status: 'not-for-loan' })
  const undo = bus.undo(back, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toMatchObject({
    question: 'undo-not-exact',
    choices: ['as-before', 'look-for-it', 'take-back', 'leave-as-is'],
  })
  await world.answers(undo, 'as-before')
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.history('X')).toEqual(['Anna 02 10:00 –'])
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP18] [RP17] a moved loan whose barcode nobody knows waits until somebody has corrected it, and may be moved back', async () => {
  const loan = bus.lend('XX', 'Anna', '10:00')
  const { station, epoch, sequence } = loan
  const target = { station, epoch, sequence }
  const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-12-20' }
  const moved = bus.record({ kind: 'move', target, barcode: 'XX', fromPatronId: 'Anna', ...to }, '10:02')
  await world.comesHome(bus.entries)
  expect(await world.outcome(moved)).toBeUndefined()
  await world.answers(loan, 'correct-barcode', { barcode: 'X' })
  await world.comesHome([])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea' })
  await world.comesHome([bus.undo(moved, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-12-15' })
})

test('[RP18] a move of a loan that had filled a hold, and the copy has come back since: it lies ready for them again', async () => {
  await world.hold('Dora', 'X', '3 09:00', '417', { ...ready, pickup: { branch: 'MAIN' } })
  const { station, epoch, sequence } = bus.lend('X', 'Dora', '10:00')
  const target = { station, epoch, sequence }
  const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-12-20' }
  bus.record({ kind: 'move', target, barcode: 'X', fromPatronId: 'Dora', ...to }, '10:02')
  await world.main.takeBack('X', time('18 10:00'))
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP8] an expiry before a loan that the patron has had of the same copy: the hold is filled by that, without the fee', async () => {
  const hold = await world.hold('Dora', 'X', '3 09:00', '417', ready)
  await world.main.expireHold(hold, 'X', time('18 22:05'), 200)
  await world.main.takeBack('X', time('19 10:00'))
  await world.main.lend('X', 'Dora', time('19 11:00'), '2026-12-20')
  await world.comesHome([bus.lend('X', 'Anna', '10:00')])
  expect(await states('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(0)
})

test('[RP55] a copy on its way to a hold that was seen in the house again is still that hold’s: another that came back meanwhile is not', async () => {
  await world.hold('Dora', 'X', '3 09:00', '417', { pickup: { branch: 'MAIN' } })
  bus.takeBack('X', '10:00')
  bus.takeBack('X', '14:00')
  await world.comesHome(bus.entries)
  await world.comesHome([other.takeBack('Y', '12:00')])
  expect(await states('Dora')).toEqual([{ kind: 'in-transit', barcode: 'X' }])
})

test('[RP5] a moved loan that ended nobody knows quite when: the other patron is not charged for the doubt either', async () => {
  bus.takeBack('X', '10:01')
  bus.lend('X', 'Bea', '20 10:00')
  await world.comesHome(bus.entries)
  const unsure = new TestStation('bus-3', { uncertaintyMs: 200_000 })
  const { station, epoch, sequence } = unsure.lend('X', 'Anna', '10:00', { dueOn: '2026-11-18' })
  const to = { card: 'card-Dora', patronId: 'Dora', dueOn: '2026-11-18' }
  unsure.record({ kind: 'move', target: { station, epoch, sequence }, barcode: 'X', fromPatronId: 'Anna', ...to }, '14:00')
  await world.comesHome(unsure.entries)
  expect(await world.history('X')).toContain('Dora 17 10:00 – 20 10:00')
  expect(await world.feesOf('Dora')).toBe(0)
})

test('[RP17] a mistyped loan right after a return: the copy is on its way from there to whom it had lain ready for', async () => {
  await world.hold('Dora', 'X', '3 09:00', '417', { ...ready, pickup: { branch: 'MAIN' } })
  bus.takeBack('X', '10:00')
  const loan = bus.lend('X', 'Anna', '11:00')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(loan, 'mistyped', '18 10:00')])
  expect(await states('Dora')).toEqual([{ kind: 'in-transit', barcode: 'X' }])
})

test('[RP5] a renewal of a loan that ended nobody knows quite when: the patron is not charged for the doubt', async () => {
  bus.takeBack('X', '10:01')
  bus.lend('X', 'Bea', '20 10:00')
  await world.comesHome(bus.entries)
  const unsure = new TestStation('bus-3', { uncertaintyMs: 200_000 })
  unsure.lend('X', 'Anna', '10:00', { dueOn: '2026-11-18' })
  unsure.renew('X', 'Anna', '14:00', '2026-11-19')
  await world.comesHome(unsure.entries)
  expect(await world.history('X')).toContain('Anna 17 10:00 – 20 10:00')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a mistyped loan that its patron has renewed on the web since: neither ever was', async () => {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-12-12')
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.main.renewOnTheWeb('X', 'Anna', time('17 20:00'), '2026-12-30')
  const undo = bus.undo(loan, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea', dueOn: '2026-12-12' })
  expect(await world.history('X')).toEqual(['Bea 02 10:00 –'])
})

test('[RP17] a mistyped loan that had taken a copy from the shelf, and the copy has been seen since: it lies ready by that scan', async () => {
  await world.hold('Dora', 'X', '3 09:00', '417', ready)
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.comesHome([other.takeBack('X', '12:00')])
  const undo = bus.undo(loan, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.history('X')).toEqual([])
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP17] the same where its patron has renewed it since: the copy lies ready again', async () => {
  await world.hold('Dora', 'X', '3 09:00', '417', ready)
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.main.renewOnTheWeb('X', 'Anna', time('17 20:00'), '2026-12-30')
  await world.comesHome([bus.undo(loan, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toBeUndefined()
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP17] a scan that a person has written off is taken back without a question: nothing of it stands', async () => {
  const loan = bus.lend('9X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.answers(loan, 'write-off')
  const undo = bus.undo(loan, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied-with-note', notes: [{ code: 'erased-before-upload' }] })
})

test('[RP55] a copy that was given late to somebody who asked after it came is theirs until one comes that came back since they asked', async () => {
  await world.main.lend('Y', 'Bea', time('2 10:00'), '2026-12-12')
  const back = bus.takeBack('X', '10:00')
  await world.hold('Dora', 'X', '11:00', '417')
  await world.comesHome([back])
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'X' }])
  await world.comesHome([other.takeBack('Y', '12:00')])
  await world.comesHome([bus.lend('X', 'Anna', '18 10:00')])
  expect(await states('Dora')).toEqual([{ kind: 'waiting', barcode: 'Y' }])
})

test('[RP55] a late return that left again was theirs meanwhile: another copy that they were given then was not, and its expiry is void', async () => {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-12-12')
  const anna = await world.hold('Anna', 'X', '2 09:00', '416', { state: { kind: 'waiting', barcode: 'Y' } })
  const dora = await world.hold('Dora', 'X', '3 09:00', '417')
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Bea', '19 10:00')
  await world.main.expireHold(anna, 'Y', time('17 22:05'), 200)
  await world.main.expireHold({ ...dora, state: { kind: 'waiting', barcode: 'Y' } }, 'Y', time('19 22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
  expect(await world.feesOf('Dora')).toBe(0)
  expect(await world.feesOf('Anna')).toBe(200)
})

test('[RP55] the same where they were given the other copy only after the first had left: that one they have missed', async () => {
  await world.main.lend('X', 'Bea', time('2 10:00'), '2026-12-12')
  const anna = await world.hold('Anna', 'X', '2 09:00', '416', { state: { kind: 'waiting', barcode: 'Y' } })
  const dora = await world.hold('Dora', 'X', '3 09:00', '417')
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Bea', '17 14:00')
  await world.main.expireHold(anna, 'Y', time('17 22:05'), 200)
  await world.main.expireHold({ ...dora, state: { kind: 'waiting', barcode: 'Y' } }, 'Y', time('19 22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(200)
})

test('[RP17] a mistyped loan that had voided an expiry, and the copy has been seen after that: the hold has expired, with its fee', async () => {
  const dora = await world.hold('Dora', 'X', '3 09:00', '417', ready)
  await world.main.expireHold(dora, 'X', time('18 22:05'), 200)
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  expect(await world.feesOf('Dora')).toBe(0)
  await world.comesHome([other.takeBack('X', '19 12:00')])
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
  const undo = bus.undo(loan, 'mistyped', '20 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await states('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(200)
  expect(await world.history('X')).toEqual([])
})

test('[RP17] a mistyped loan that had voided an expiry, and the copy had left before that by another: the hold waits on, without the fee', async () => {
  const dora = await world.hold('Dora', 'X', '3 09:00', '417', ready)
  await world.main.expireHold(dora, 'X', time('18 22:05'), 200)
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  other.takeBack('X', '12:00')
  other.lend('X', 'Bea', '18 10:00')
  await world.comesHome(other.entries)
  const undo = bus.undo(loan, 'mistyped', '20 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
  expect(await world.feesOf('Dora')).toBe(0)
  expect(await world.history('X')).toEqual(['Bea 18 10:00 –'])
})
