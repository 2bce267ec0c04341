import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What is taken back among what others brought home before and after it, each as simulated days have found it. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Dora')
})

const states = async (patronId: string) => (await world.tables.holdsOf(patronId)).map(({ state }) => state.kind)

test('[RP17] a mistyped return that came home with the undo of the loan before it: taken back too, nobody has the copy by it', async () => {
  await world.hold('Dora', 'X', '2 09:00', '417')
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  const undo = bus.undo(loan, 'mistyped', '11:00')
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([undo, back])
  expect(await states('Dora')).toEqual(['waiting'])
  await world.comesHome([bus.undo(back, 'mistyped', '13:00')])
  expect(await states('Dora')).toEqual(['queued'])
})

test('[RP17] a mistyped return at which a loan was written as over before it: the loan goes on to the next scan, with its fee', async () => {
  await world.comesHome([other.lend('X', 'Bea', '19 10:00')])
  bus.lend('X', 'Anna', '16 10:00', { dueOn: '2026-11-17' })
  const back = bus.takeBack('X', '17 10:00')
  await world.comesHome(bus.entries)
  expect(await world.history('X')).toEqual(['Anna 16 10:00 – 17 10:00', 'Bea 19 10:00 –'])
  await world.comesHome([bus.undo(back, 'mistyped', '20 10:00')])
  expect(await world.history('X')).toEqual(['Anna 16 10:00 – 19 10:00', 'Bea 19 10:00 –'])
  expect(await world.feesOf('Anna')).toBe(40)
})

test('[RP17] a mistyped loan that a person had put right, and an earlier one came home meanwhile: that one goes on', async () => {
  const loan = other.lend('X', 'Bea', '11:00', { card: 'card-Be', patronId: 'unknown' })
  await world.comesHome([loan])
  await world.comesHome([bus.lend('X', 'Anna', '10:00')])
  await world.answers(loan, 'correct-card', { card: 'card-Bea' })
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 11:00', 'Bea 17 11:00 –'])
  await world.comesHome([other.undo(loan, 'mistyped', '12:00')])
  expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
})

test('[RP17] a mistyped loan that had ended another sooner than that came back, and others have had the book since: it goes on until then', async () => {
  await world.comesHome([other.lend('X', 'Anna', '16 10:00', { dueOn: '2026-11-16' })])
  await world.main.takeBack('X', time('18 10:00'))
  const loan = bus.lend('X', 'Bea', '17 10:00')
  await world.comesHome([loan])
  await world.main.lend('X', 'Dora', time('19 10:00'), '2026-12-20')
  const undo = bus.undo(loan, 'mistyped', '20 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.history('X')).toEqual(['Anna 16 10:00 – 18 10:00', 'Dora 19 10:00 –'])
  expect(await world.feesOf('Anna')).toBe(40)
})

test('[RP17] a mistyped loan that was declared lost since, and an earlier one came home after it: it was never lost', async () => {
  other.takeBack('X', '11:00')
  const loan = other.lend('X', 'Bea', '12:00')
  await world.comesHome(other.entries)
  await world.comesHome([bus.lend('X', 'Anna', '10:00')])
  await world.main.declareLost('X', time('22 22:05'), 2500)
  await world.comesHome([other.undo(loan, 'mistyped', '23 10:00')])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Bea')).toBe(0)
  expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 11:00'])
})

test('[RP17] two mistyped returns of a lost book, and both are taken back: it is lost as it was before the first, with its fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-10')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const first = bus.takeBack('X', '10:00')
  await world.comesHome([first])
  const second = bus.takeBack('X', '11:00')
  await world.comesHome([second, bus.undo(first, 'mistyped', '12:00')])
  expect(await world.tables.item('X')).toMatchObject({ circulationStatus: 'ok' })
  await world.comesHome([bus.undo(second, 'mistyped', '13:00')])
  expect(await world.tables.item('X')).toMatchObject({ circulationStatus: 'lost' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna' })
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP17] a mistyped return of a lost book that its patron had renewed: it was found by the renewal, and stays so', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-10')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  await world.comesHome([other.renew('X', 'Anna', '16 10:00', '2026-12-01')])
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.comesHome([bus.undo(back, 'mistyped', '11:00')])
  expect(await world.tables.item('X')).toMatchObject({ circulationStatus: 'ok' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-12-01' })
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a mistyped return of a lost book, and a renewal that was mistyped too: taken back both, it is lost again, with its fee', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-10')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '18 10:00')
  await world.comesHome([back])
  const renewal = other.renew('X', 'Anna', '10:00', '2026-12-01')
  await world.comesHome([renewal])
  await world.comesHome([bus.undo(back, 'mistyped', '19 10:00')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-12-01' })
  await world.comesHome([other.undo(renewal, 'mistyped', '18 12:00')])
  expect(await world.tables.item('X')).toMatchObject({ circulationStatus: 'lost' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-10' })
  expect(await world.feesOf('Anna')).toBe(2500)
})

test('[RP20] a corrected stop moves a book that came back by the undo of a loan whose number was put right', async () => {
  const loan = bus.lend('Z', 'Anna', '10:00')
  const undo = bus.undo(loan, 'book-is-here', '10:05')
  await world.comesHome(bus.entries)
  await world.answers(loan, 'correct-barcode', { barcode: 'X' })
  const corrected = bus.record(
    { kind: 'stop-correction', fromSequence: 1, toSequence: undo.sequence, branch: 'VILLAGE' },
    '11:00',
  )
  await world.comesHome([corrected])
  expect(await world.outcome(corrected)).toEqual({ kind: 'applied' })
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP17] her own loan lent again, mistyped, and renewed on the web since: the renewal is of the loan that she truly has', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-19')
  const again = bus.lend('X', 'Anna', '10:00', { dueOn: '2026-11-24' })
  await world.comesHome([again])
  await world.main.renewOnTheWeb('X', 'Anna', time('18 10:00'), '2026-11-27')
  const undo = bus.undo(again, 'mistyped', '19 10:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.tables.loan('X')).toMatchObject({ lentAt: time('2 10:00'), dueOn: '2026-11-27' })
  await world.comesHome([other.takeBack('X', '18 09:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 18 09:00'])
  expect((await world.tables.endedLoans('X'))[0]).toMatchObject({ dueOn: '2026-11-19' })
})

test('[RP17] a mistyped return and a mistyped loan to the same patron, who renewed it on the web between: taken back both, it counts', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-19')
  const back = bus.takeBack('X', '10:00')
  const again = bus.lend('X', 'Anna', '11:00', { dueOn: '2026-11-24' })
  await world.main.renewOnTheWeb('X', 'Anna', time('18 10:00'), '2026-11-27')
  await world.comesHome([back, again])
  await world.comesHome([bus.undo(again, 'mistyped', '19 10:00')])
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00'])
  await world.comesHome([bus.undo(back, 'mistyped', '19 10:01')])
  expect(await world.tables.loan('X')).toMatchObject({ lentAt: time('2 10:00'), dueOn: '2026-11-27' })
})

test('[RP17] a mistyped renewal of a loan that is over says nothing of the day of her next one, whose renewal was mistyped too', async () => {
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-18')
  const first = other.renew('X', 'Anna', '10:00', '2026-11-19')
  bus.takeBack('X', '11:00')
  bus.lend('X', 'Anna', '18 10:00', { dueOn: '2026-11-24' })
  const second = bus.renew('X', 'Anna', '18 10:05', '2026-11-25')
  await world.comesHome([first, ...bus.entries])
  await world.comesHome([other.undo(first, 'mistyped', '10:05')])
  await world.comesHome([bus.undo(second, 'mistyped', '18 10:10')])
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-24' })
})
