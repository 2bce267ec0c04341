import { expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What clocks tell only once they have been measured. */
test('[RP30] a return between a return and a loan by a clock that is known later: it is put between them, and ends nothing that began after it', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea')
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-15')
  const unsure = new TestStation('bus-1', { believedAheadMs: -7 * 3_600_000, uncertaintyMs: 13 * 3_600_000 })
  unsure.takeBack('X', '13:00')
  unsure.lend('X', 'Bea', '15:30')
  await world.comesHome(unsure.entries)
  const village = new TestStation('village')
  village.branch = 'VILLAGE'
  const back = village.takeBack('X', '14:11')
  await world.comesHome([back])
  expect(await world.outcome(back)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('Y', 'Anna', '18 10:00')])
  await world.comesHome([])
  expect(await world.outcome(back)).toMatchObject({ kind: 'history-only' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea' })
})

test('[RP30] a renewal of a loan that was written before its clock was known: it counts from when the loan is known to have begun by now', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.patrons('Anna')
  const unsure = new TestStation('bus-1', { believedAheadMs: -3 * 3_600_000, uncertaintyMs: 4 * 3_600_000 })
  unsure.lend('X', 'Anna', '12:00', { dueOn: '2026-12-01' })
  await world.comesHome(unsure.entries)
  unsure.clock = { uncertaintyMs: 500 }
  const renewal = unsure.renew('X', 'Anna', '12:05', '2026-12-15')
  await world.comesHome([renewal])
  await world.comesHome([])
  expect(await world.outcome(renewal)).toMatchObject({ kind: 'applied' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-12-15' })
  unsure.takeBack('X', '12:30')
  await world.comesHome(unsure.entries)
  expect(await world.tables.loan('X')).toBeUndefined()
})

test('[RP17] a mistyped loan taken back once the clocks are known: the book is where the last of the others left it, not where the last written one did', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea')
  const unsure = new TestStation('bus-1', { believedAheadMs: 9 * 3_600_000, uncertaintyMs: 17 * 3_600_000 })
  unsure.branch = 'VILLAGE'
  unsure.takeBack('X', '11:00')
  const mistyped = unsure.lend('X', 'Bea', '14:00')
  await world.comesHome(unsure.entries)
  const loan = new TestStation('bus-2').lend('X', 'Anna', '07:30')
  await world.comesHome([loan])
  expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('Y', 'Anna', '18 10:00')])
  await world.comesHome([])
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
  await world.comesHome([unsure.undo(mistyped, 'mistyped', '18 11:00')])
  expect(await world.tables.loan('X')).toBeUndefined()
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP4] a return that nobody could place, before a loan that only waits for a person: it waits too, and ends the loan before it once that one never was', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.patrons('Anna', 'Bea')
  await world.comesHome([new TestStation('bus-2').lend('X', 'Anna', '07:30')])
  const unsure = new TestStation('bus-1', { believedAheadMs: 9 * 3_600_000, uncertaintyMs: 17 * 3_600_000 })
  unsure.branch = 'VILLAGE'
  const back = unsure.takeBack('X', '11:00')
  const mistyped = unsure.lend('X', 'Bea', '14:00')
  await world.comesHome(unsure.entries)
  await world.comesHome([])
  expect(await world.outcome(back)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.undo(mistyped, 'mistyped', '18 11:00')])
  await world.comesHome([])
  expect(await world.outcome(back)).toMatchObject({ kind: 'applied' })
  expect(await world.tables.loan('X')).toBeUndefined()
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP30] a book that came back by an undo: that too is where it belongs once its clock is known, and its hold has it', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Dora')
  await world.hold('Dora', 'X', '1 09:00', '417', { pickup: { branch: 'BUS' }, state: { kind: 'waiting', barcode: 'X' } })
  const unsure = new TestStation('bus-1', { believedAheadMs: 5 * 3_600_000, uncertaintyMs: 6 * 3_600_000 })
  const loan = unsure.lend('X', 'Unknown', '14:00')
  unsure.undo(loan, 'book-is-here', '16:00')
  await world.comesHome(unsure.entries)
  expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'unknown-patron' })
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('Y', 'Anna', '18 10:00')])
  await world.answers(loan, 'correct-card', { card: 'card-Anna' })
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state)).toEqual([{ kind: 'waiting', barcode: 'X' }])
})

test('[RP24] a renewal that came after its loan had ended at a return whose clock is known by now is void, however unsure that was when it was written', async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea')
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-01')
  const unsure = new TestStation('bus-1', { believedAheadMs: -3 * 3_600_000, uncertaintyMs: 4 * 3_600_000 })
  unsure.takeBack('X', '12:00')
  await world.comesHome(unsure.entries)
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('Y', 'Bea', '18 10:00')])
  world.now = time('30 12:00')
  const renewal = new TestStation('bus-2').renew('X', 'Anna', '16:00', '2026-12-15')
  await world.comesHome([renewal])
  expect(await world.outcome(renewal)).toMatchObject({ kind: 'history-only', notes: [{ code: 'renewal-void' }] })
  expect(await world.tables.endedLoans('X')).toMatchObject([{ patronId: 'Anna', dueOn: '2026-12-01' }])
})

test("[RP24] a renewal within another's loan that is known by now to have begun before it is void at once: nothing that may come yet could make it good", async () => {
  const world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.item('Y')
  await world.patrons('Anna', 'Bea')
  const unsure = new TestStation('bus-1', { believedAheadMs: -3 * 3_600_000, uncertaintyMs: 4 * 3_600_000 })
  unsure.lend('X', 'Bea', '12:00')
  await world.comesHome(unsure.entries)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea', lentAt: time('15:00') })
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('Y', 'Bea', '18 10:00')])
  const renewal = new TestStation('bus-2').renew('X', 'Anna', '13:00', '2026-12-15')
  await world.comesHome([renewal])
  expect(await world.outcome(renewal)).toMatchObject({ kind: 'history-only', notes: [{ code: 'renewal-void' }] })
})
