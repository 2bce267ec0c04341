import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What more simulated days have found: about queues, and about what is undone late. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Carl', 'Dora', 'Emil')
})

const request = (patronId: string) =>
  ({ kind: 'hold-request', titleId: 'title-X', card: `card-${patronId}`, patronId, pickup: { branch: 'BUS' } }) as const
const waiting = { state: { kind: 'waiting', barcode: 'X' } } as const
const states = async (patronId: string) => (await world.tables.holdsOf(patronId)).map(({ state }) => state.kind)

test('[RP8] lent from the hold shelf and brought back before that is known: the return is the turn of whoever asked first', async () => {
  await world.hold('Emil', 'X', '1 09:00', '418')
  await world.hold('Dora', 'X', '2 09:00', '417', waiting)
  bus.lend('X', 'Anna', '10:00')
  await world.main.takeBack('X', time('12:00'))
  // The library's desk kept it for Dora.
  await world.seed({ kind: 'put-hold', hold: { ...(await world.tables.holdsOf('Dora'))[0]!, ...waiting } })
  await world.seed({ kind: 'put-hold', hold: { ...(await world.tables.holdsOf('Emil'))[0]!, state: { kind: 'queued' } } })
  await world.comesHome(bus.entries)
  expect([await states('Emil'), await states('Dora')]).toEqual([['in-transit'], ['queued']])
})

test('[RP8] a copy that a request caught where it lay was nobody’s before: a request from before that, home later, has its turn', async () => {
  await world.main.takeBack('X', time('12:00'))
  const late = other.record(request('Emil'), '1 09:00')
  bus.lend('X', 'Anna', '10:00')
  const third = new TestStation('bus-3')
  await world.comesHome([third.record(request('Dora'), '11:00')])
  expect(await states('Dora')).toEqual(['in-transit'])
  await world.comesHome(bus.entries)
  await world.comesHome([late])
  expect([await states('Emil'), await states('Dora')]).toEqual([['in-transit'], ['queued']])
})

test('[RP8] the same where another copy came back for whoever asked first: each has the copy that came for them', async () => {
  await world.item('Y', { titleId: 'title-X' })
  await world.hold('Emil', 'X', '1 09:00', '418')
  await world.hold('Dora', 'X', '2 09:00', '417', waiting)
  bus.lend('X', 'Anna', '10:00')
  await world.main.takeBack('X', time('12:00'))
  await world.seed({ kind: 'put-hold', hold: { ...(await world.tables.holdsOf('Dora'))[0]!, ...waiting } })
  await world.seed({ kind: 'put-hold', hold: { ...(await world.tables.holdsOf('Emil'))[0]!, state: { kind: 'queued' } } })
  await world.main.takeBack('Y', time('13:00'))
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Emil'))[0]?.state).toMatchObject({ barcode: 'X' })
  expect((await world.tables.holdsOf('Dora'))[0]?.state).toMatchObject({ barcode: 'Y' })
})

test('[RP8] a return that is history by now: the hold whose copy was taken from the shelf has not expired after it', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  bus.branch = 'VILLAGE'
  bus.takeBack('X', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.main.lend('X', 'Carl', time('18 10:00'), '2026-12-15')
  await world.comesHome(bus.entries)
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([['queued'], 0])
  expect((await world.tables.loan('X'))?.patronId).toBe('Carl')
})

test('[RP8] whoever got the copy by an expiry that is void never had it: their hold has not expired either', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  await world.hold('Emil', 'X', '2 09:00', '418')
  bus.lend('X', 'Anna', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.main.expireHold((await world.tables.holdsOf('Emil'))[0]!, 'X', time('20 22:05'), 200)
  await world.comesHome(bus.entries)
  expect([await states('Dora'), await states('Emil')]).toEqual([['queued'], ['queued']])
  expect([await world.feesOf('Dora'), await world.feesOf('Emil')]).toEqual([0, 0])
})

test('[RP8] whoever asked anew after an expiry that is void stands in the queue once, at the first place', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  bus.lend('X', 'Anna', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.hold('Dora', 'X', '18 09:00', '500', { holdId: 'again' })
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ holdId }) => holdId)).toEqual([dora.holdId])
})

test('[RP17] a renewal undone after its loan had ended: day and fee are as before it', async () => {
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-12')
  await world.main.takeBack('X', time('17 12:00'))
  const owed = await world.feesOf('Anna')
  const renewal = bus.renew('X', 'Anna', '17 10:00', '2026-11-20')
  await world.comesHome(bus.entries)
  expect(await world.feesOf('Anna')).toBe(0)
  bus.undo(renewal, 'mistyped', '17 10:05')
  await world.comesHome(bus.entries)
  expect(owed).toBe(100)
  expect(await world.feesOf('Anna')).toBe(100)
})

test('[RP17] a return that never was, undone after an earlier loan came home: that loan stands, and the hold waits again', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  other.lend('X', 'Anna', '10:00')
  await world.comesHome(other.entries)
  bus.undo(back, 'mistyped', '18 10:00')
  await world.comesHome(bus.entries)
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
  expect(await states('Dora')).toEqual(['queued'])
})

test('[RP9] a loan that ends by a write which was carried out late takes its loss with it', async () => {
  await world.main.lend('X', 'Anna', time('1 10:00'), '2026-11-10')
  await world.main.declareLost('X', time('17 22:05'), 2500)
  const end = { kind: 'end-loan', barcode: 'X', patronId: 'Anna', at: time('17 10:00'), branch: 'BUS', full: true } as const
  await world.library.apply([end], 'late')
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(140)
})

test('[RP23] of two days promised to one patron nobody knows when, the later one counts', async () => {
  const unsure = new TestStation('bus-3', { uncertaintyMs: 8 * 3_600_000, aheadMs: 0 })
  unsure.lend('X', 'Anna', '10:00', { dueOn: '2026-11-20' })
  await world.comesHome(unsure.entries)
  bus.lend('X', 'Anna', '11:00', { dueOn: '2026-11-21' })
  await world.comesHome(bus.entries)
  expect((await world.tables.loan('X'))?.dueOn).toBe('2026-11-21')
})

test('[RP23] the same where the system believed the earlier one, and had declared it lost by that: it is found', async () => {
  await world.comesHome([bus.lend('X', 'Anna', '9 10:00', { dueOn: '2026-11-10' })])
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const unsure = new TestStation('bus-3', { uncertaintyMs: 5 * 3_600_000 })
  await world.comesHome([unsure.lend('X', 'Anna', '9 11:00', { dueOn: '2026-11-30' })])
  expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] a return that never was, undone after a loan was: what was renewed meanwhile, and was void because of it, counts again', async () => {
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-12')
  const back = bus.takeBack('X', '10:00')
  await world.main.renewOnTheWeb('X', 'Anna', time('10:05'), '2026-11-19')
  const lent = bus.lend('X', 'Bea', '11:00')
  await world.comesHome(bus.entries)
  bus.undo(lent, 'mistyped', '18 10:00')
  bus.undo(back, 'mistyped', '18 10:01')
  await world.comesHome(bus.entries)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-19' })
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP17] the same where it was lent since: the loan went on as renewed until then', async () => {
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-12')
  const back = bus.takeBack('X', '10:00')
  await world.main.renewOnTheWeb('X', 'Anna', time('10:05'), '2026-11-19')
  bus.lend('X', 'Bea', '20 10:00')
  await world.comesHome(bus.entries)
  bus.undo(back, 'mistyped', '20 10:05')
  await world.comesHome(bus.entries)
  expect(await world.history('X')).toEqual(['Anna 10 10:00 – 20 10:00', 'Bea 20 10:00 –'])
  expect(await world.feesOf('Anna')).toBe(20)
})

test('[RP24] a return that may have been before a renewal or after it: the patron is favoured, and nothing is owed', async () => {
  const unsure = new TestStation('bus-3', { uncertaintyMs: 8 * 3_600_000, aheadMs: 8 * -3_600_000, believedAheadMs: 0 })
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-12')
  await world.main.renewOnTheWeb('X', 'Anna', time('17 10:00'), '2026-11-19')
  unsure.takeBack('X', '14:00')
  await world.comesHome(unsure.entries)
  expect((await world.tables.endedLoans('X'))[0]).toMatchObject({ endedAt: time('06:00'), dueOn: '2026-11-19' })
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP24] a renewal that is certainly after the return is void, however unsure the clock', async () => {
  const unsure = new TestStation('bus-3', { uncertaintyMs: 8 * 3_600_000 })
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-11-12')
  unsure.takeBack('X', '17 01:00')
  await world.main.renewOnTheWeb('X', 'Anna', time('17 10:00'), '2026-11-19')
  await world.comesHome(unsure.entries)
  expect((await world.tables.endedLoans('X'))[0]?.dueOn).toBe('2026-11-12')
  expect(await world.feesOf('Anna')).toBeGreaterThan(0)
})

test('[RP20] a corrected stop corrects what was sent, though a misread label that was erased stands between', async () => {
  const misread = bus.lend('NO-SUCH', 'Anna', '10:00')
  bus.takeBack('X', '10:05')
  await world.comesHome(bus.entries)
  const corrected = bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 2, branch: 'VILLAGE' }, '16:00')
  bus.undo(misread, 'mistyped', '16:05')
  await world.comesHome(bus.entries)
  expect(await world.outcome(corrected)).toEqual({ kind: 'applied' })
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP55] of one copy too: a late return gave it to whoever had asked since, and then somebody’s earlier request comes home', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-01')
  const back = other.takeBack('X', '10:00')
  bus.record(request('Dora'), '11:00')
  const again = bus.takeBack('X', '12:00')
  await world.hold('Emil', 'X', '13:00', '418')
  await world.comesHome([back])
  expect(await states('Emil')).not.toEqual(['queued'])
  await world.comesHome(bus.entries)
  expect([await states('Dora'), await states('Emil')]).toEqual([['waiting'], ['queued']])
  expect(await world.outcome(again)).toMatchObject({
    notes: [{ code: 'was-not-on-loan' }, { code: 'hold-caught' }, { code: 'hold-put-back' }],
  })
})

test('[RP55] asked on the web when the desk’s request was known to nobody, but had been filled by then: the second one waits after all', async () => {
  bus.record(request('Dora'), '10:00')
  other.lend('X', 'Dora', '11:00')
  await world.hold('Dora', 'X', '12:00', '419')
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ holdNumber }) => holdNumber)).not.toEqual(['419'])
  await world.comesHome(other.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ holdNumber }) => holdNumber)).toEqual(['419'])
})

test('[RP55] a return known to leave again with whoever waits, and that loan never was: the hold waits, with the copy', async () => {
  await world.hold('Dora', 'X', '2 09:00', '417')
  bus.takeBack('X', '10:00')
  const loan = bus.lend('X', 'Dora', '11:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([])
  await world.comesHome([bus.undo(loan, 'mistyped', '12:00')])
  expect(await states('Dora')).toEqual(['waiting'])
})

test('[RP17] a return that the system would not take, and that never was: what came back before it lies there and is whose turn it was', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-12-01')
  await world.hold('Dora', 'X', '2 09:00', '417')
  bus.branch = 'VILLAGE'
  const refused = bus.lend('X', 'Nobody', '12:00')
  await world.comesHome([refused])
  expect(await world.outcome(refused)).toMatchObject({ kind: 'needs-person' })
  other.branch = 'SUBURB'
  other.takeBack('X', '10:00')
  await world.comesHome(other.entries)
  expect(await states('Dora')).toEqual(['queued'])
  await world.comesHome([bus.undo(refused, 'mistyped', '13:00')])
  expect([await world.tables.place('X'), await states('Dora')]).toEqual(['SUBURB', ['in-transit']])
})

test('[RP17] a request that came home after the loan that filled it, and that loan never was: the hold waits after all', async () => {
  const loan = other.lend('X', 'Dora', '11:00')
  await world.comesHome([loan])
  bus.record(request('Dora'), '10:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([])
  await world.comesHome([other.undo(loan, 'mistyped', '12:00')])
  expect(await states('Dora')).toEqual(['queued'])
})

test('[RP55] filled by a loan that never was, it waits again; given up on the web after that, it stays given up', async () => {
  const { holdId } = await world.hold('Dora', 'X', '2 09:00', '417')
  const loan = bus.lend('X', 'Dora', '10:00')
  await world.comesHome([loan])
  await world.comesHome([bus.undo(loan, 'mistyped', '11:00')])
  expect(await states('Dora')).toEqual(['queued'])
  await world.seed({ kind: 'end-hold', holdId, why: 'cancelled', at: time('12:00') })
  await world.comesHome([other.takeBack('X', '13:00')])
  expect(await states('Dora')).toEqual([])
})

test('[RP17] a loan to whom it was kept for had voided an expiry, and never was: the hold has expired, with its fee', async () => {
  const dora = await world.hold('Dora', 'X', '3 09:00', '417', waiting)
  await world.main.expireHold(dora, 'X', time('18 22:05'), 200)
  const loan = bus.lend('X', 'Dora', '10:00')
  await world.comesHome([loan])
  expect(await world.feesOf('Dora')).toBe(0)
  await world.comesHome([bus.undo(loan, 'mistyped', '11:00')])
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([[], 200])
})

test('[RP19] a request that never was had a copy, which lay its time: that expiry never was either, whatever is scanned after that', async () => {
  const asked = bus.record(request('Dora'), '10:00')
  bus.takeBack('X', '11:00')
  await world.comesHome(bus.entries)
  const [dora] = await world.tables.holdsOf('Dora')
  await world.main.expireHold(dora!, 'X', time('25 22:05'), 200)
  expect(await world.feesOf('Dora')).toBe(200)
  await world.comesHome([bus.undo(asked, 'mistyped', '26 10:00')])
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([[], 0])
  await world.comesHome([other.takeBack('X', '27 10:00')])
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([[], 0])
})
