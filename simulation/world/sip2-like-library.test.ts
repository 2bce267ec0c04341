import { expect, test } from 'vitest'
import { lookAround } from '../../sync/hub/looks/look-around.ts'
import { LooksInMemory } from '../../sync/hub/looks/looks-in-memory.ts'
import { memoryStores } from '../../sync/hub/memory-uploads.fixture.ts'
import { replayOnce } from '../../sync/hub/replay-loop.ts'
import { TestStation, time } from '../../sync/hub/replay-station.fixture.ts'
import { ReplayWorld } from '../../sync/hub/replay-world.fixture.ts'
import type { Entry } from '../../sync/journal/entry.ts'
import { Sip2LikeLibrary } from './sip2-like-library.ts'
import { TroubledSystem } from './troubled-system.ts'

/** A library that tells no more than SIP2 does, its own desk, and a hub that has looked around on the evening of the 16th. */
async function opened() {
  const stores = memoryStores()
  const world = new ReplayWorld(stores)
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Carl')
  const system = new TroubledSystem(new Sip2LikeLibrary(stores.tables, world.library, () => world.now))
  const looks = new LooksInMemory()
  const cardOf = async (patronId: string) => (await stores.tables.patron(patronId))?.cards[0]
  const unseen = { ownBranches: ['BUS'], afterMs: 1_800_000 }
  const ports = () => ({ ...world.ports(system), looks, cardOf, unseen })
  const look = () => lookAround(ports(), ['X'])
  const comesHome = async (entries: readonly Entry[]) => {
    await world.upload(entries)
    return replayOnce(ports())
  }
  const on = async (at: string, what: () => Promise<unknown>) => {
    world.now = time(at)
    await what()
  }
  await on('16 20:00', look)
  /** The server that had stalled carries out what it was sent. */
  const wakesUp = async () => {
    const stalled = (await ports().uploads.openMarks()).flatMap(({ actions }) => actions)
    await new Sip2LikeLibrary(stores.tables, world.library, () => world.now).apply(stalled)
  }
  return { world, system, looks, ports, look, comesHome, on, wakesUp }
}

test('[RP47] it is looked before a write and after it; what the hub wrote is known as its own', async () => {
  const { world, looks, comesHome } = await opened()
  world.now = time('17 18:00')
  const bus = new TestStation('bus-1')
  const entry = bus.lend('X', 'Anna', '10:00')
  await comesHome([entry])
  expect(await looks.sightings('X')).toMatchObject([
    { status: 'in-house', place: 'BUS', from: time('16 20:00'), to: time('17 18:00') },
    { status: 'on-loan', patronId: 'Anna', by: `bus-1/1-bus-1/${entry.sequence}` },
  ])
  expect((await looks.patron('Anna'))?.seen.items).toEqual(['X'])
})

test('[RP45] [RP53] the day that the system stamped is read back and noted; an earlier one is a broken promise', async () => {
  const { world, comesHome } = await opened()
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').lend('X', 'Anna', '10:00', { dueOn: '2026-12-15' })
  await comesHome([entry])
  expect(await world.outcome(entry)).toEqual({
    kind: 'applied-with-note',
    notes: [
      { code: 'promise-broken', barcode: 'X', dueOn: '2026-11-20' },
      { code: 'due-date-differs', barcode: 'X', dueOn: '2026-11-20' },
    ],
  })
})

test('[RP45] a hold that the system catches or fills by itself is read back and noted', async () => {
  const { world, comesHome, look, on } = await opened()
  const bus = new TestStation('bus-1')
  await on('17 09:00', () => world.main.lend('X', 'Bea', time('17 09:00'), '2026-12-01'))
  await on('17 20:00', look)
  await world.hold('Anna', 'X', '17 21:00', '417')
  world.now = time('18 18:00')
  const back = bus.takeBack('X', '18 10:00', { patronId: 'Bea' })
  await comesHome([back])
  expect(await world.outcome(back)).toMatchObject({ notes: expect.arrayContaining([{ code: 'hold-caught', barcode: 'X' }]) })
  world.now = time('19 18:00')
  const picked = bus.lend('X', 'Anna', '19 10:00')
  await comesHome([picked])
  expect(await world.outcome(picked)).toMatchObject({ notes: expect.arrayContaining([{ code: 'hold-filled', barcode: 'X' }]) })
})

test('[RP42] example 3 without times: the branch lent it on a later day, so Carl keeps it', async () => {
  const { world, comesHome, look, on } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Anna', time('16 20:30'), '2026-12-01'))
  await on('16 21:00', look)
  await on('17 20:00', look)
  await on('18 09:00', () => world.main.lend('X', 'Carl', time('18 09:00'), '2026-11-30'))
  world.now = time('18 18:00')
  const entry = new TestStation('bus-1').takeBack('X', '17 10:00', { patronId: 'Anna' })
  await comesHome([entry])
  expect((await world.tables.loan('X'))?.patronId).toBe('Carl')
  expect(await world.outcome(entry)).toMatchObject({ kind: 'history-only', inferred: true })
})

test('[RP42] due on the same day, another’s loan is told by the list of whoever had it', async () => {
  const { world, comesHome, look, on } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Anna', time('16 20:30'), '2026-12-01'))
  await on('16 21:00', look)
  await on('17 15:00', () => world.main.lend('X', 'Carl', time('17 15:00'), '2026-12-01'))
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').takeBack('X', '17 10:00', { patronId: 'Anna' })
  await comesHome([entry])
  expect((await world.tables.loan('X'))?.patronId).toBe('Carl')
  expect(await world.outcome(entry)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
})

test.each(['answer-lost', 'deed-lost', 'unreachable'] as const)(
  '[RP46] %s: the looks tell, and it is written once',
  async trouble => {
    const { world, system, comesHome, ports } = await opened()
    const lends = async () => (await world.tables.scans('X')).filter(({ kind }) => kind === 'checkout').length
    world.now = time('17 18:00')
    system.willHave(trouble, 0)
    const entry = new TestStation('bus-1').lend('X', 'Anna', '10:00')
    await comesHome([entry])
    await replayOnce(ports())
    world.now = time('17 18:10')
    await replayOnce(ports())
    expect(await lends()).toBe(1)
    expect(await world.outcome(entry)).toMatchObject({ notes: [{ code: 'promise-broken' }, { code: 'due-date-differs' }] })
  },
)

test('[RP46] what may still be carried out is not sent again before the system’s worst lateness has passed', async () => {
  const { world, system, comesHome, ports, wakesUp } = await opened()
  world.now = time('17 18:00')
  system.willHave('deed-lost', 0)
  const entry = new TestStation('bus-1').lend('X', 'Anna', '10:00')
  await comesHome([entry])
  world.now = time('17 18:04')
  expect(await replayOnce(ports())).toBe('retry')
  expect(await world.outcome(entry)).toBeUndefined()
  // Meanwhile the stalled server wakes up.
  await wakesUp()
  await replayOnce(ports())
  expect(await world.outcome(entry)).toMatchObject({ kind: 'applied-with-note' })
  expect((await world.tables.scans('X')).length).toBe(1)
})

test('[RP46] what came before a refusal stands as the hub’s own work: it is not taken for somebody else’s', async () => {
  const { world, comesHome, look, on, looks } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Bea', time('16 20:30'), '2026-12-01'))
  await on('16 21:00', look)
  // Nobody tells how many wait for it: the return catches the hold, and the loan is refused.
  await world.hold('Carl', 'X', '16 22:00', '417')
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').lend('X', 'Anna', '10:00', { takenFrom: 'Bea' })
  await comesHome([entry])
  expect(await world.outcome(entry)).toMatchObject({ kind: 'needs-person', question: 'kept-for-another' })
  expect((await looks.sightings('X')).at(-1)).toMatchObject({ status: 'on-loan', patronId: 'Bea' })
})

test('[RP40] a hub on such a system without a memory for its looks says so', async () => {
  const { world, system } = await opened()
  await world.upload([new TestStation('bus-1').lend('X', 'Anna', '10:00')])
  await expect(replayOnce(world.ports(system))).rejects.toThrow('tells no times')
})

test('[RP45] done long after it was sent: the fee may have grown meanwhile, and the outcome says so', async () => {
  const { world, system, look, comesHome, on, ports, wakesUp } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Anna', time('16 20:30'), '2026-11-20'))
  await on('16 21:00', look)
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').takeBack('X', '17 10:00', { patronId: 'Anna' })
  system.willHave('deed-lost', 0)
  await comesHome([entry])
  world.now = time('27 18:00')
  await wakesUp()
  await replayOnce(ports())
  const fee = { code: 'fee-to-check', barcode: 'X', patronId: 'Anna' }
  expect(await world.outcome(entry)).toEqual({ kind: 'applied-with-note', notes: [fee] })
})

test('[RP47] what is being written is not looked at: the hub’s own late work is nobody else’s', async () => {
  const { world, system, look, looks, comesHome, ports, wakesUp } = await opened()
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').lend('X', 'Anna', '10:00')
  system.willHave('deed-lost', 0)
  await comesHome([entry])
  world.now = time('17 20:00')
  await wakesUp()
  await look()
  expect(await looks.sightings('X')).toMatchObject([{ status: 'in-house', to: time('17 18:00') }])
  await replayOnce(ports())
  expect((await looks.sightings('X')).at(-1)).toMatchObject({ status: 'on-loan', by: `bus-1/1-bus-1/${entry.sequence}` })
})

test('[RP47] what was sent and never answered is looked into before anything else of that item is decided', async () => {
  const { world, system, looks, comesHome, ports, wakesUp } = await opened()
  world.now = time('17 18:00')
  const lent = new TestStation('bus-1').lend('X', 'Anna', '10:00')
  system.willHave('deed-lost', 0)
  await comesHome([lent])
  world.now = time('17 20:00')
  await wakesUp()
  const back = new TestStation('bus-2').takeBack('X', '09:00')
  await comesHome([back])
  await replayOnce(ports())
  expect((await looks.sightings('X')).filter(({ status }) => status === 'on-loan')).toMatchObject([{ by: expect.anything() }])
  expect((await world.tables.loan('X'))?.patronId).toBe('Anna')
})

test('[RP20] a corrected stop also corrects a return whose number a person has put right', async () => {
  const { world, comesHome } = await opened()
  const bus = new TestStation('bus-1')
  world.now = time('17 18:00')
  const misread = bus.takeBack('9X', '10:00')
  await comesHome([misread])
  await comesHome([bus.answer(misread, 'unknown-item', 'correct-barcode', '18:10', { barcode: 'X' })])
  expect(await world.tables.place('X')).toBe('BUS')
  const { sequence: fromSequence } = misread
  await comesHome([
    bus.record({ kind: 'stop-correction', fromSequence, toSequence: fromSequence, branch: 'VILLAGE', stopId: 'stop-2' }, '18:20'),
  ])
  expect(await world.tables.place('X')).toBe('VILLAGE')
})

test('[RP46] what others did while an answer was missing is not taken for the hub’s own work', async () => {
  const { world, system, look, looks, comesHome, on, ports } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Anna', time('16 20:30'), '2026-12-01'))
  await on('16 21:00', look)
  world.now = time('17 18:00')
  const entry = new TestStation('bus-1').takeBack('X', '17 10:00', { patronId: 'Anna' })
  system.willHave('deed-lost', 0)
  await comesHome([entry])
  await on('17 20:00', () => world.main.renewOnTheWeb('X', 'Anna', time('17 20:00'), '2026-12-08'))
  world.now = time('17 21:00')
  await replayOnce(ports())
  const renewed = (await looks.sightings('X')).find(({ dueOn }) => dueOn === '2026-12-08')
  expect(renewed).toMatchObject({ status: 'on-loan', from: time('17 21:00') })
  expect(renewed).not.toHaveProperty('by')
})

test('[RP42] whoever a desk saw having it and has it no more tells another’s loan, for what came next at that desk too', async () => {
  const { world, comesHome, look, on } = await opened()
  await on('16 20:30', () => world.main.lend('X', 'Anna', time('16 20:30'), '2026-12-01'))
  await on('16 21:00', look)
  const bus = new TestStation('bus-1')
  const back = bus.takeBack('X', '17 10:00', { patronId: 'Anna' })
  const lent = bus.lend('X', 'Bea', '17 10:05')
  await on('17 12:00', () => world.main.lend('X', 'Carl', time('17 12:00'), '2026-12-01'))
  world.now = time('17 18:00')
  await comesHome([back, lent])
  expect(await world.outcome(lent)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  expect((await world.tables.loan('X'))?.patronId).toBe('Carl')
})
