import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What more simulated days have found about several copies of a title: X and Y, one of which lay here while the other came back. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  await world.item('X')
  await world.item('Y', { titleId: 'title-X' })
  await world.patrons('Anna', 'Bea', 'Carl', 'Dora', 'Emil')
})

const states = async (patronId: string) => (await world.tables.holdsOf(patronId)).map(({ state }) => state)

test('[RP55] while X lay here it was her turn: Y, which came back meanwhile, is no longer kept for her, and X is when it is back', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.takeBack('X', '10:00')
  await world.main.takeBack('Y', time('11:00'))
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  bus.lend('X', 'Anna', '12:00')
  other.takeBack('X', '14:00')
  await world.comesHome(other.entries)
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
})

test('[RP55] X has not been back: she waits, and Y goes to whoever had asked after her', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  await world.hold('Emil', 'X', '9 10:00', '418')
  bus.takeBack('X', '10:00')
  await world.main.takeBack('Y', time('11:00'))
  bus.lend('X', 'Anna', '12:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
  expect(await states('Emil')).toMatchObject([{ barcode: 'Y' }])
})

test('[RP55] what came back after X had left is hers', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Anna', '11:00')
  await world.main.takeBack('Y', time('12:00'))
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
})

test('[RP55] Y came home only after X had left, and is lent too: she has waited since X left, and X has come back since', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Anna', '12:00')
  await world.comesHome(bus.entries)
  other.takeBack('Y', '11:00')
  await world.comesHome(other.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  other.takeBack('X', '13:00')
  other.lend('Y', 'Bea', '14:00')
  await world.comesHome(other.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
})

test('[RP55] seen here again after she had asked, X was hers from then on, but Y had come back for her before that', async () => {
  bus.takeBack('X', '09:00')
  await world.hold('Dora', 'X', '17 10:00', '417')
  await world.comesHome(bus.entries)
  other.takeBack('Y', '11:00')
  await world.comesHome(other.entries)
  bus.takeBack('X', '12:00')
  bus.lend('X', 'Anna', '13:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
})

test('[RP55] a loan that is history by now: what came back while this copy lay ready for her again is not hers', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.lend('X', 'Anna', '10:00')
  await world.main.takeBack('X', time('12:00'))
  await world.main.takeBack('Y', time('13:00'))
  await world.main.lend('X', 'Carl', time('14:00'), '2026-12-15')
  const [dora] = await world.tables.holdsOf('Dora')
  await world.seed({ kind: 'put-hold', hold: { ...dora!, state: { kind: 'queued' } } })
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
})

test('[RP55] her copy was out when this one came back: this one is hers, and she has not missed the other', async () => {
  const dora = await world.hold('Dora', 'X', '9 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  bus.lend('X', 'Anna', '10 10:00')
  bus.takeBack('Y', '10 11:00')
  bus.takeBack('X', '10 12:00')
  await world.main.expireHold(dora, 'X', time('22 22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  expect(await world.feesOf('Dora')).toBe(0)
})

test('[RP11] a renewal that promised less than was renewed since is remembered with what it promised', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  bus.renew('X', 'Anna', '13 10:00', '2026-11-16')
  await world.main.renewOnTheWeb('X', 'Anna', time('17 12:00'), '2026-11-20')
  await world.main.lend('X', 'Bea', time('17 14:00'), '2026-12-15')
  await world.comesHome(bus.entries)
  other.takeBack('X', '17 10:00')
  await world.comesHome(other.entries)
  expect((await world.tables.endedLoans('X'))[0]).toMatchObject({ endedAt: time('17 10:00'), dueOn: '2026-11-16' })
  expect(await world.feesOf('Anna')).toBe(20)
})

test('[RP17] a return that never was, had given her the copy, and she has another by now: that one she keeps', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  other.takeBack('Y', '10:00')
  await world.comesHome(other.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  const undo = bus.undo(back, 'mistyped', '18 10:00')
  await world.comesHome(bus.entries)
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
})

const ready = { state: { kind: 'waiting', barcode: 'X' } } as const

test('[RP17] a loan that never was had filled her hold, and the copy came back since: it is kept for her', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417', ready)
  const lent = bus.lend('X', 'Dora', '10:00')
  await world.comesHome([lent])
  await world.main.takeBack('X', time('12:00'))
  const undo = bus.undo(lent, 'mistyped', '13:00')
  await world.comesHome(bus.entries)
  const told = { code: 'hold-caught', barcode: 'X', holdNumber: '417' }
  expect(await world.outcome(undo)).toEqual({ kind: 'applied-with-note', notes: [told] })
  expect(await states('Dora')).toEqual([{ kind: 'in-transit', barcode: 'X' }])
  expect(await world.history('X')).toEqual([])
})

test('[RP17] the same where it has been lent since: she waits on', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417', ready)
  const lent = bus.lend('X', 'Dora', '10:00')
  await world.comesHome([lent])
  await world.main.takeBack('X', time('12:00'))
  await world.main.lend('X', 'Anna', time('13:00'), '2026-12-15')
  bus.undo(lent, 'mistyped', '14:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
  expect(await world.history('X')).toEqual(['Anna 17 13:00 –'])
})

test('[RP17] also where that return had been somebody else’s turn: he waits on', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417', ready)
  await world.hold('Emil', 'X', '9 10:00', '418')
  const lent = bus.lend('X', 'Dora', '10:00')
  await world.comesHome([lent])
  await world.main.takeBack('X', time('12:00'))
  const undo = bus.undo(lent, 'mistyped', '13:00')
  await world.comesHome(bus.entries)
  expect(await world.outcome(undo)).toMatchObject({ kind: 'applied-with-note' })
  expect(await states('Dora')).toEqual([{ kind: 'in-transit', barcode: 'X' }])
  expect(await states('Emil')).toEqual([{ kind: 'queued' }])
})

test('[RP17] a return that never was is taken back though much has been written about the item since', async () => {
  await world.main.lend('X', 'Anna', time('10 10:00'), '2026-12-15')
  const back = bus.takeBack('X', '20 10:00')
  await world.comesHome([back])
  for (const hour of ['08', '10', '12']) {
    other.takeBack('X', `11 ${hour}:00`)
    other.lend('X', 'Bea', `11 ${hour}:30`)
  }
  await world.comesHome(other.entries)
  const undo = bus.undo(back, 'mistyped', '20 10:05')
  await world.comesHome(bus.entries)
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect((await world.tables.loan('X'))?.patronId).toBe('Bea')
})

test('[RP20] of two corrections of one stop the later counts, in whatever order they are written', async () => {
  bus.takeBack('X', '10:00')
  await world.comesHome(bus.entries)
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 1, branch: 'VILLAGE' }, '11:00')
  bus.record({ kind: 'stop-correction', fromSequence: 1, toSequence: 2, branch: 'SUBURB' }, '12:00')
  const written: string[] = []
  const apply: typeof world.library.apply = (actions, mark) => {
    for (const action of actions) if (action.kind === 'restamp-scan') written.push(action.branch)
    return world.library.apply(actions, mark)
  }
  await world.comesHome(bus.entries, {}, Object.assign(Object.create(world.library), { apply }))
  expect(written).toEqual(['SUBURB', 'SUBURB'])
  expect(await world.tables.place('X')).toBe('SUBURB')
})

test('[RP55] free since a night in which X was theirs, Y is nobody’s when X has left: they wait, and nothing of theirs expires there', async () => {
  const anna = await world.hold('Anna', 'X', '2 09:00', '416', { state: { kind: 'waiting', barcode: 'Y' } })
  await world.hold('Dora', 'X', '3 09:00', '417')
  bus.takeBack('X', '10:00')
  await world.main.expireHold(anna, 'Y', time('17 22:05'), 200)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  bus.lend('X', 'Bea', '18 14:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
  expect(await world.feesOf('Anna')).toBe(200)
})

test('[RP3] a return that the copy was seen after gives it to nobody who has asked since: it had lain here for all to know', async () => {
  bus.takeBack('X', '10:00')
  bus.lend('X', 'Anna', '11:00')
  await world.main.takeBack('X', time('12:00'))
  await world.hold('Dora', 'X', '13:00', '417')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
})

test('[RP55] what was kept for her while another was hers, as it turns out, was not hers: when that one has left, she waits', async () => {
  await world.hold('Dora', 'X', '9 09:00', '417')
  bus.takeBack('Y', '11:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  other.takeBack('X', '10:00')
  other.lend('X', 'Anna', '12:00')
  await world.comesHome(other.entries)
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
})

test('[RP55] X moved to another patron, what it had filled has Y again, which had lain ready all the time: it expires rightly, also by what comes home later', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', { state: { kind: 'waiting', barcode: 'Y' } })
  const { station, epoch, sequence } = bus.lend('X', 'Dora', '17 10:00')
  const to = { card: 'card-Anna', patronId: 'Anna', dueOn: '2026-12-15' }
  bus.record({ kind: 'move', target: { station, epoch, sequence }, barcode: 'X', fromPatronId: 'Dora', ...to }, '17 10:02')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'Y' }])
  await world.main.expireHold({ ...dora, state: { kind: 'waiting', barcode: 'Y' } }, 'Y', time('17 22:05'), 200)
  other.takeBack('X', '19 10:00')
  await world.comesHome(other.entries)
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([[], 200])
})

test('[RP8] whoever got X by an expiry that is void, for its owner had taken Y before: they wait again', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  await world.hold('Emil', 'X', '2 09:00', '418')
  bus.lend('Y', 'Dora', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  expect(await states('Emil')).toMatchObject([{ barcode: 'X' }])
  await world.comesHome(bus.entries)
  expect([await states('Dora'), await world.feesOf('Dora')]).toEqual([[], 0])
  expect(await states('Emil')).toEqual([{ kind: 'queued' }])
})
