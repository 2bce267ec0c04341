import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What was written and never should have been, taken back after others have been written. */
let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea')
})

test('[RP17] a mistyped return that was sent, after the stop was corrected: the book lies where the return before it says', async () => {
  bus.takeBack('X', '10:00')
  const again = bus.takeBack('X', '10:30')
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 2, branch: 'VILLAGE' }, '11:00')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(again, 'mistyped', '12:00')])
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP17] a mistyped return that had found a lost book: it is lost again, with the fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.feesOf('Anna')).toBe(2500)
  expect(await world.history('X')).toEqual(['Anna 02 10:00 –'])
})

test('[RP17] the same after a renewal of before has come home: the loan stands as renewed, and was never lost', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const other = new TestStation('bus-2')
  await world.comesHome([other.renew('X', 'Anna', '11 10:00', '2026-11-26')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-26' })
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] the same where that renewal makes it due no later: it is lost again, with the fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const other = new TestStation('bus-2')
  await world.comesHome([other.renew('X', 'Anna', '3 10:00', '2026-11-12')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-12' })
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP17] the same where Anna has renewed it since: that is void as long as the return stands, and has found the book after all', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const renewal = new TestStation('bus-2').renew('X', 'Anna', '11:00', '2026-11-12')
  await world.comesHome([renewal])
  expect(await world.outcome(renewal)).toEqual({ kind: 'history-only', notes: [{ code: 'renewal-void', barcode: 'X' }] })
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-12' })
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a mistyped return that a person had put before the one that ended the loan: it stays ended, also where clocks tell better by now', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 5 * 3_600_000 })
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-12')
  await world.main.takeBack('X', time('10:00'))
  const back = unsure.takeBack('X', '12:00')
  await world.comesHome([back])
  await world.answers(back, 'keep-newer-loan')
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.undo(back, 'mistyped', '13:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00'])
  expect(await world.tables.place('X')).toBe('MAIN')
})

test('[RP5] [RP17] a mistyped return before which another was put, nobody knows when: the loan ended with that one, and costs what is certain', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 24 * 3_600_000 })
  unsure.branch = 'VILLAGE'
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  const back = bus.takeBack('X', '16 10:00')
  await world.comesHome([back])
  const truly = unsure.takeBack('X', '15 14:00')
  await world.comesHome([truly])
  await world.answers(truly, 'take-back')
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 16 10:00'])
  expect(await world.tables.place('X')).toBe('VILLAGE')
  expect(await world.feesOf('Anna')).toBe(40)
})

test('[RP17] the same after a return of before the loss has come home: that one has found it, and the fee stays away', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const other = new TestStation('bus-2')
  await world.comesHome([other.takeBack('X', '11 10:00')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 11 10:00'])
})

test('[RP17] a mistyped return and a mistyped loan of before it that came home later: the book is where it was before both', async () => {
  const before = await world.tables.place('X')
  const other = new TestStation('suburb')
  other.branch = 'SUBURB'
  const back = other.takeBack('X', '12:00')
  await world.comesHome([back])
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.comesHome([other.undo(back, 'mistyped', '18 10:00')])
  await world.comesHome([bus.undo(loan, 'mistyped', '18 11:00')])
  expect(await world.history('X')).toEqual([])
  expect(await world.tables.place('X')).toBe(before)
})

test('[RP17] the same where the loan came after the return, which is taken back first: it is where it was, and with whom it was', async () => {
  const before = await world.tables.place('X')
  await world.main.lend('Y', 'Anna', time('2 10:00'), '2026-12-12')
  const other = new TestStation('suburb')
  other.branch = 'SUBURB'
  const returns = [other.takeBack('X', '10:00'), other.takeBack('Y', '10:01')]
  await world.comesHome(returns)
  const loans = [bus.lend('X', 'Bea', '12:00'), bus.lend('Y', 'Bea', '12:01')]
  await world.comesHome(loans)
  await world.comesHome(returns.map((back, index) => other.undo(back, 'mistyped', `18 10:0${index}`)))
  await world.comesHome(loans.map((loan, index) => bus.undo(loan, 'mistyped', `18 11:0${index}`)))
  expect(await world.history('X')).toEqual([])
  expect(await world.tables.place('X')).toBe(before)
  expect(await world.history('Y')).toEqual(['Anna 02 10:00 –'])
})

test('[RP17] a mistyped renewal that had found a lost book: it is lost again, with the fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const renewal = bus.renew('X', 'Anna', '10:00', '2026-11-30')
  await world.comesHome([renewal])
  expect(await world.feesOf('Anna')).toBe(0)
  await world.comesHome([bus.undo(renewal, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-12' })
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP17] two mistyped returns, and what truly came back and was lent before them came home later: that loan goes on', async () => {
  const [other, village] = [new TestStation('bus-2'), new TestStation('village')]
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  const [late, sooner] = [other.takeBack('X', '19 10:00'), bus.takeBack('X', '18 10:00')]
  await world.comesHome([late])
  await world.comesHome([sooner])
  village.takeBack('X', '10:00')
  village.lend('X', 'Bea', '11:00')
  await world.comesHome(village.entries)
  await world.comesHome([other.undo(late, 'mistyped', '20 10:00')])
  await world.comesHome([bus.undo(sooner, 'mistyped', '20 11:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00', 'Bea 17 11:00 –'])
  expect(await world.feesOf('Anna')).toBe(100)
})

test('[RP17] a mistyped return that a person had put after a loan, and another before it that came after the loan as clocks tell by now: it ended there', async () => {
  const unsure = new TestStation('bus-2', { uncertaintyMs: 3 * 3_600_000 })
  const truly = bus.takeBack('X', '11:00')
  const back = bus.takeBack('X', '11:05')
  await world.comesHome(bus.entries)
  const loan = unsure.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.answers(loan, 'take-back')
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.takeBack('Y', '12:00')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect(await world.outcome(truly)).toMatchObject({ kind: 'applied-with-note' })
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 11:00'])
})

test('[RP17] lent from the shelf, taken back before it was sent, lent once more and taken back after that: it is kept as before both', async () => {
  await world.hold('Bea', 'X', '9 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  const first = bus.lend('X', 'Anna', '10:00')
  bus.undo(first, 'mistyped', '10:02')
  const again = bus.lend('X', 'Anna', '11:00')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(again, 'mistyped', '18 10:00')])
  expect((await world.tables.holdsOf('Bea')).map(({ state }) => state)).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP17] a mistyped return of a book that had lain ready, undone after it was known to have been lent from there: the hold waits again', async () => {
  const ready = { state: { kind: 'waiting', barcode: 'X' } } as const
  await world.hold('Bea', 'X', '9 09:00', '417', ready)
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  const other = new TestStation('bus-2')
  await world.comesHome([other.lend('X', 'Anna', '10:00')])
  await world.comesHome([bus.undo(back, 'mistyped', '18 10:00')])
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
  expect((await world.tables.holdsOf('Bea')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
})

test('[RP17] a mistyped return that gave a hold the copy, taken back after another one that never was either: the hold waits again', async () => {
  await world.hold('Bea', 'X', '9 09:00', '417')
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-12-12')
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  const other = new TestStation('bus-2')
  const again = other.takeBack('X', '12:00')
  await world.comesHome([again])
  await world.comesHome([other.undo(again, 'mistyped', '12:01')])
  const undo = bus.undo(back, 'mistyped', '11:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({
    kind: 'applied-with-note',
    notes: [{ code: 'hold-put-back', barcode: 'X', holdNumber: '417' }],
  })
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
  expect((await world.tables.holdsOf('Bea')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
})

test('[RP17] a mistyped loan that others have been written after: it never was, and who had it before had it until the next scan', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-25')
  const loan = bus.lend('X', 'Bea', '10:00')
  await world.comesHome([loan])
  await world.main.takeBack('X', time('18 10:00'))
  await world.comesHome([bus.undo(loan, 'mistyped', '19 10:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 18 10:00'])
  expect(await world.feesOf('Bea')).toBe(0)
})

test('[RP18] a move that was mistyped: the loan is again whose it was, due as it was', async () => {
  const loan = bus.lend('X', 'Anna', '10:00')
  const { station, epoch, sequence } = loan
  const to = { card: 'card-Bea', patronId: 'Bea', dueOn: '2026-12-20' }
  const target = { station, epoch, sequence }
  const moved = bus.record({ kind: 'move', target, barcode: 'X', fromPatronId: 'Anna', ...to }, '10:02')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(moved, 'mistyped', '18 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-12-15' })
})

test('[RP17] a mistyped return of the same instant as another, as far as anybody knows: the loan that the other ended stays ended', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-25')
  bus.takeBack('X', '10:00')
  const again = bus.takeBack('X', '10:00')
  await world.comesHome(bus.entries)
  await world.comesHome([bus.undo(again, 'mistyped', '10:05')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00'])
})

test('[RP17] the same of a loan that began before any scan was known, and was renewed at another desk: the loan stays ended', async () => {
  const loan = { barcode: 'X', patronId: 'Anna', lentAt: time('2 10:00'), dueOn: '2026-12-15', renewals: 0, branch: 'MAIN' }
  await world.seed({ kind: 'put-loan', loan })
  bus.takeBack('X', '10:00')
  const again = bus.takeBack('X', '10:00')
  await world.comesHome(bus.entries)
  await world.comesHome([new TestStation('bus-2').renew('X', 'Anna', '16 10:00', '2026-12-20')])
  await world.comesHome([bus.undo(again, 'mistyped', '10:05')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00'])
})

test('[RP50] a mistyped return that had caught a hold, of what is missing by now: as before at a person’s word, whatever had to be asked first', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  await world.hold('Bea', 'X', '16 09:00', '417', { pickup: { branch: 'MAIN' } })
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  expect(await world.tables.holdsOf('Bea')).toMatchObject([{ state: { kind: 'in-transit', barcode: 'X' } }])
  await world.seed({ kind: 'set-status', barcode: 'X', status: 'missing' })
  const undo = bus.undo(back, 'mistyped', '18 10:00')
  await world.comesHome([undo])
  await world.answers(undo, 'as-before')
  expect((await world.tables.item('X'))?.circulationStatus).toBe('lost')
  expect(await world.history('X')).toEqual(['Anna 02 10:00 –'])
  expect(await world.tables.holdsOf('Bea')).toMatchObject([{ state: { kind: 'queued' } }])
})
