import { beforeEach, expect, test } from 'vitest'
import { ConnectorError } from '../connectors/connector.ts'
import { FailingSystem } from './failing-system.fixture.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What simulated days have found of things that come home in an unlucky order, each as short as it could be told. */
let world: ReplayWorld
let bus: TestStation
let other: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  other = new TestStation('bus-2')
  await world.item('X')
  await world.item('Y', { titleId: 'title-X' })
  await world.patrons('Anna', 'Bea', 'Dora', 'Emil')
})

const states = async (patronId: string) => (await world.tables.holdsOf(patronId)).map(({ state }) => state)

test('[RP11] a renewal that seemed to come after the return was of the loan after that: it counts when that loan comes home', async () => {
  bus.lend('X', 'Anna', '10:00', { dueOn: '2026-11-20' })
  bus.takeBack('X', '12:00')
  await world.comesHome(bus.entries)
  const renewal = other.renew('X', 'Anna', '18 10:00', '2026-11-27')
  await world.comesHome([renewal])
  expect(await world.outcome(renewal)).toMatchObject({ kind: 'history-only', notes: [{ code: 'renewal-void' }] })
  bus.lend('X', 'Anna', '14:00', { dueOn: '2026-11-20' })
  await world.comesHome(bus.entries)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-27' })
})

test('[RP11] renewed at a desk and later on the web, learnt of the other way round: an end before both is reckoned by neither', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-10')
  await world.main.renewOnTheWeb('X', 'Anna', time('18 16:00'), '2026-12-02')
  await world.comesHome([other.renew('X', 'Anna', '16:00', '2026-12-01')])
  await world.comesHome([other.takeBack('X', '18 07:00')])
  expect(await world.feesOf('Anna')).toBe(0)
  await world.comesHome([bus.takeBack('X', '07:00')])
  expect(await world.feesOf('Anna')).toBe(140)
})

test('[RP17] a renewal that came to nothing because the copy had come back: it counts where that return never was', async () => {
  await world.main.lend('X', 'Anna', time('10:00'), '2026-11-20')
  const back = bus.takeBack('X', '12:00')
  await world.comesHome([back])
  const renewal = other.renew('X', 'Anna', '18 10:00', '2026-11-27')
  await world.comesHome([renewal])
  expect(await world.outcome(renewal)).toMatchObject({ kind: 'history-only', notes: [{ code: 'renewal-void' }] })
  await world.comesHome([bus.undo(back, 'mistyped', '12:01')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2026-11-27' })
})

test('[RP17] her own loan had voided the expiry of her hold, and never was: the expiry stands after all, with its fee', async () => {
  const waiting = { state: { kind: 'waiting', barcode: 'X' } } as const
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  const lent = bus.lend('X', 'Dora', '10:00')
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await world.feesOf('Dora')).toBe(0)
  bus.undo(lent, 'mistyped', '10:05')
  await world.comesHome(bus.entries)
  expect(await world.feesOf('Dora')).toBe(200)
  expect(await states('Dora')).toEqual([])
})

test('[RP17] a return that waited for a person, was written at their word and never was: the loan that came home meanwhile goes on', async () => {
  const back = bus.takeBack('X', '12:00')
  const refusing = new FailingSystem(world.library, mark =>
    mark.startsWith('bus-1') ? new ConnectorError('rejected', 'not today') : undefined,
  )
  for (let tries = 0; tries < 3; tries++) await world.comesHome([back], {}, refusing)
  expect(await world.outcome(back)).toMatchObject({ kind: 'needs-person', question: 'system-error' })
  const lent = other.lend('X', 'Anna', '10:00')
  await world.comesHome([lent])
  expect(await world.outcome(lent)).toMatchObject({ kind: 'history-only' })
  await world.answers(back, 'try-again')
  expect(await world.outcome(back)).toMatchObject({ kind: 'applied-with-note', notes: [{ code: 'was-not-on-loan' }] })
  await world.comesHome([bus.undo(back, 'mistyped', '12:05')])
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna' })
  expect(await world.tables.endedLoans('X')).toEqual([])
})

test('[RP61] [RP5] of a return that nobody could place, and that is known by a later answer to have come first: the loan was over then, and costs no more', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-10')
  const unsure = new TestStation('bus-3', { uncertaintyMs: 40 * 3_600_000 })
  const back = unsure.takeBack('X', '14 09:00')
  const lent = unsure.lend('X', 'Bea', '15 09:00', { dueOn: '2026-11-30' })
  await world.main.takeBack('X', time('15 10:00'))
  await world.comesHome([back, lent])
  expect(await world.outcome(lent)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  await world.answers(lent, 'take-back')
  await world.comesHome([])
  expect(await world.outcome(lent)).toMatchObject({ kind: 'history-only' })
  expect(await world.outcome(back)).toMatchObject({ kind: 'history-only' })
  expect(await world.tables.endedLoans('X')).toMatchObject([{ patronId: 'Anna' }, { patronId: 'Bea' }])
  // Back on the 12th at the earliest: two days late, not five.
  expect(await world.feesOf('Anna')).toBe(40)
})

test('[RP5] a return that may have come before a loan or have ended it: once another scan ends the loan, nobody pays for what came after the return', async () => {
  await world.main.lend('X', 'Anna', time('13 10:00'), '2026-11-13')
  const unsure = new TestStation('bus-3', { uncertaintyMs: 40 * 3_600_000 })
  const back = unsure.takeBack('X', '14 09:00')
  await world.comesHome([back])
  expect(await world.outcome(back)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  await world.comesHome([other.lend('X', 'Bea', '20 10:00')])
  await world.comesHome([])
  expect(await world.outcome(back)).toMatchObject({ kind: 'history-only' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea' })
  expect(await world.feesOf('Anna')).toBe(0)
})

test('[RP11] one that was of an earlier loan does not', async () => {
  bus.lend('X', 'Anna', '10:00', { dueOn: '2026-11-20' })
  bus.takeBack('X', '12:00')
  await world.comesHome(bus.entries)
  await world.comesHome([other.renew('X', 'Anna', '13:00', '2026-11-27')])
  bus.lend('X', 'Anna', '14:00', { dueOn: '2026-11-20' })
  await world.comesHome(bus.entries)
  expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-20' })
})

test('[RP6] a book that the desk put aside for a hold that is over by then is told of, unless somebody else waits for it', async () => {
  const gone = { code: 'hold-gone', barcode: 'X', holdNumber: '417' }
  const aside = { kind: 'hold', branch: 'BUS', holdId: 'hold-Dora', holdNumber: '417' } as const
  const inVain = bus.takeBack('X', '10:00', { destination: aside })
  await world.comesHome([inVain])
  expect(await world.outcome(inVain)).toMatchObject({ kind: 'applied-with-note', notes: [{ code: 'was-not-on-loan' }, gone] })
  await world.hold('Emil', 'X', '9 09:00', '418')
  const forEmil = bus.takeBack('X', '11:00', { destination: aside })
  await world.comesHome([forEmil])
  expect(await world.outcome(forEmil)).toMatchObject({
    notes: [{ code: 'was-not-on-loan' }, { code: 'hold-caught', holdNumber: '418' }],
  })
})

test('[RP101] a request for a hold waits while nobody knows whether a copy of its title was lent: it is given none that has gone', async () => {
  await world.main.takeBack('X', time('09:30'))
  let silent = true
  const late = new FailingSystem(
    world.library,
    mark => (silent && mark.startsWith('bus-1') ? new ConnectorError('no-answer', 'the line fell silent') : undefined),
    9 * 60_000,
  )
  bus.lend('X', 'Anna', '10:00')
  expect(await world.comesHome(bus.entries, {}, late)).toBe('retry')
  const request = {
    kind: 'hold-request',
    titleId: 'title-X',
    card: 'card-Dora',
    patronId: 'Dora',
    pickup: { branch: 'BUS' },
  } as const
  other.record(request, '09:00')
  expect(await world.comesHome(other.entries, {}, late)).toBe('retry')
  expect(await states('Dora')).toEqual([])
  silent = false
  world.now = time('24 12:30')
  await world.comesHome([], {}, late)
  await world.comesHome([], {}, late)
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
  expect(await states('Dora')).toEqual([{ kind: 'queued' }])
})

test('[RP101] a copy that comes back waits while nobody knows whether a hold on its title was placed: it is caught for that hold', async () => {
  let silent = true
  const late = new FailingSystem(
    world.library,
    mark => (silent && mark.startsWith('bus-1') ? new ConnectorError('no-answer', 'the line fell silent') : undefined),
    9 * 60_000,
  )
  const pickup = { branch: 'BUS' }
  bus.record({ kind: 'hold-request', titleId: 'title-X', card: 'card-Dora', patronId: 'Dora', pickup }, '09:00')
  const back = other.takeBack('X', '10:00')
  expect(await world.comesHome([...bus.entries, ...other.entries], {}, late)).toBe('retry')
  expect(await world.outcome(back)).toBeUndefined()
  silent = false
  world.now = time('24 12:30')
  await world.comesHome([], {}, late)
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
})

test('[RP8] a copy that came back for an hour and was lent again does not undo that its hold expired with another copy later', async () => {
  const ready = { state: { kind: 'waiting', barcode: 'Y' } } as const
  const emil = await world.hold('Emil', 'Y', '9 10:00', '418', { titleId: 'title-X', ...ready })
  const dora = await world.hold('Dora', 'X', '9 09:00', '417')
  await world.main.expireHold(emil, 'Y', time('18 22:05'), 200)
  await world.main.expireHold(dora, 'Y', time('25 22:05'), 200)
  bus.takeBack('X', '12:00')
  bus.lend('X', 'Anna', '13:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(200)
})

test('[RP5] a return that a person puts after a loan by an unsure clock: nobody pays for what came after the instant that its own clock tells', async () => {
  const unsure = new TestStation('bus-9', { believedAheadMs: -10 * 3_600_000, uncertaintyMs: 12 * 3_600_000 })
  unsure.lend('X', 'Anna', '15:00', { dueOn: '2026-11-16' })
  await world.comesHome(unsure.entries)
  const back = bus.takeBack('X', '16:00')
  await world.comesHome([back])
  await world.answers(back, 'take-back')
  expect(await world.history('X')).toEqual(['Anna 18 01:00 – 18 01:00'])
  expect(await world.feesOf('Anna')).toBe(20)
})

test('[RP55] given to whoever asked first as their requests came home, it stays theirs when a third request does', async () => {
  const asks = (patronId: string, at: string, desk = bus) =>
    desk.record({ kind: 'hold-request', titleId: 'title-X', card: `card-${patronId}`, patronId, pickup: { branch: 'BUS' } }, at)
  await world.main.takeBack('X', time('18 08:00'))
  await world.comesHome([asks('Emil', '11:00', other)])
  asks('Dora', '10:00')
  await world.comesHome(bus.entries)
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
  await world.comesHome([asks('Bea', '12:00')])
  expect(await states('Dora')).toMatchObject([{ barcode: 'X' }])
})

test('[RP5] a loan by an unsure clock to whoever has it now by another: nobody before pays for what came after it may have left', async () => {
  await world.main.lend('X', 'Anna', time('17 10:00'), '2026-11-17')
  await world.main.takeBack('X', time('20 12:00'))
  expect(await world.feesOf('Anna')).toBe(60)
  await world.main.lend('X', 'Bea', time('20 13:00'), '2026-12-15')
  const unsure = new TestStation('bus-9', { uncertaintyMs: 40 * 3_600_000 })
  unsure.lend('X', 'Bea', '20 10:00', { dueOn: '2026-11-30' })
  await world.comesHome(unsure.entries)
  expect(await world.feesOf('Anna')).toBe(20)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Bea', dueOn: '2026-12-15' })
})

test('[RP55] an expiry that a return at an unsure clock had voided: it stands after all once that clock is known better', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  const unsure = new TestStation('village', { believedAheadMs: 12 * 3_600_000, uncertaintyMs: 13 * 3_600_000 })
  unsure.branch = 'VILLAGE'
  await world.comesHome([unsure.takeBack('X', '18 08:00')])
  expect(await world.feesOf('Dora')).toBe(0)
  unsure.clock = { uncertaintyMs: 500 }
  await world.comesHome([unsure.lend('X', 'Anna', '18 10:00')])
  expect(await world.feesOf('Dora')).toBe(200)
  expect(await states('Dora')).toEqual([])
})

test('[RP31] taken back at a desk of the system’s own before the loan is written, however late that is: nothing stands of it, and it is decided anew', async () => {
  const deskFirst = {
    ...world.library,
    apply: async (...write: Parameters<typeof world.library.apply>) => {
      await world.main.takeBack('X', time('18 12:00'))
      return world.library.apply(...write)
    },
  }
  const lent = bus.lend('X', 'Anna', '18 10:00')
  await world.comesHome([lent], {}, deskFirst)
  expect(await world.outcome(lent)).toBeUndefined()
  expect(await world.tables.loan('X')).toBeUndefined()
  await world.comesHome([])
  expect(await world.outcome(lent)).toMatchObject({ kind: 'history-only' })
  expect(await world.history('X')).toEqual(['Anna 18 10:00 – 18 12:00'])
  expect(await world.tables.place('X')).toBe('MAIN')
})

test('[RP31] the same of a return, after which the system’s own desk has lent it and taken it back: it lies where it was seen last', async () => {
  const desksFirst = {
    ...world.library,
    apply: async (...write: Parameters<typeof world.library.apply>) => {
      await world.main.lend('X', 'Bea', time('18 12:00'), '2026-12-15')
      await world.main.takeBack('X', time('18 13:00'))
      return world.library.apply(...write)
    },
  }
  const back = bus.takeBack('X', '18 10:00')
  await world.comesHome([back], {}, desksFirst)
  await world.comesHome([])
  expect(await world.outcome(back)).toMatchObject({ kind: 'history-only' })
  expect(await world.tables.place('X')).toBe('MAIN')
})

test('[RP21] what is asked of a mistyped return, since the copy was marked as missing, a loan later in the same journal answers', async () => {
  await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-12')
  await world.main.declareLost('X', time('15 22:05'), 2500)
  const back = bus.takeBack('X', '10:00')
  await world.comesHome([back])
  await world.seed({ kind: 'set-status', barcode: 'X', status: 'missing' })
  const undo = bus.undo(back, 'mistyped', '11:00')
  bus.lend('X', 'Bea', '12:00')
  expect(await world.comesHome(bus.entries)).toBe('more')
  expect(await world.outcome(undo)).toMatchObject({ kind: 'needs-person', question: 'undo-not-exact' })
  expect(await world.comesHome([])).toBe('quiet')
  expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 12:00', 'Bea 17 12:00 –'])
})
