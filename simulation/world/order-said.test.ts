import { expect, test } from 'vitest'
import { lookAround } from '../../sync/hub/looks/look-around.ts'
import { LooksInMemory } from '../../sync/hub/looks/looks-in-memory.ts'
import { memoryStores } from '../../sync/hub/memory-uploads.fixture.ts'
import { replayOnce } from '../../sync/hub/replay-loop.ts'
import { TestStation, time } from '../../sync/hub/replay-station.fixture.ts'
import { ReplayWorld } from '../../sync/hub/replay-world.fixture.ts'
import { Sip2LikeLibrary } from './sip2-like-library.ts'

/** The main desk has lent X to Carl and somebody waits for it by now; the bus lent it to Anna that morning, and nobody can tell which was later. */
async function asked() {
  const stores = memoryStores()
  const world = new ReplayWorld(stores)
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Carl', 'Dora')
  const system = new Sip2LikeLibrary(stores.tables, world.library, () => world.now)
  const looks = new LooksInMemory()
  const cardOf = async (patronId: string) => (await stores.tables.patron(patronId))?.cards[0]
  const ports = () => {
    return { ...world.ports(system), looks, cardOf, unseen: { ownBranches: ['BUS'], afterMs: 1_800_000 } }
  }
  const look = async (at: string) => {
    world.now = time(at)
    await lookAround(ports(), ['X'])
  }
  await look('16 20:00')
  await world.main.lend('X', 'Carl', time('17 11:00'), '2026-12-15')
  await world.hold('Bea', 'X', '17 12:00', '417')
  await look('24 12:00')
  const bus = new TestStation('bus-1')
  const loan = bus.lend('X', 'Anna', '10:00')
  const home = async () => {
    await world.upload(bus.entries)
    return replayOnce(ports())
  }
  await home()
  expect(await world.outcome(loan)).toMatchObject({ question: 'order-unclear' })
  const answers = (choice: 'lend-to-patron' | 'try-again') => world.answers(loan, choice, undefined, {}, system, ports())
  return { world, bus, loan, look, home, answers }
}

test('[RP76] who has told the order and is asked something else after it is not asked for the order again', async () => {
  const { world, loan, home, answers } = await asked()
  await answers('lend-to-patron')
  expect(await world.outcome(loan)).toMatchObject({ question: 'kept-for-another' })
  await home()
  expect(await world.outcome(loan)).toMatchObject({ question: 'kept-for-another' })
  await answers('try-again')
  await home()
  expect(await world.outcome(loan)).toMatchObject({ question: 'kept-for-another' })
  // Put right at the library's own desk, it is found done.
  await world.main.lend('X', 'Anna', world.now, '2026-12-15')
  await answers('try-again')
  await home()
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
  expect(await world.history('X')).toEqual(['Carl 17 11:00 – 24 12:00', 'Anna 24 12:00 –'])
})

test('[RP76] another scan that comes home since is asked about anew: nobody has spoken of it', async () => {
  const { world, loan, home, answers } = await asked()
  await answers('lend-to-patron')
  const other = new TestStation('bus-2', { uncertaintyMs: 3_600_000 })
  other.takeBack('X', '10:10')
  await world.upload(other.entries)
  await home()
  expect(await world.outcome(loan)).toMatchObject({ question: 'order-unclear' })
})

test('[RP76] what was seen to happen after they spoke is asked about anew', async () => {
  const { world, loan, look, home, answers } = await asked()
  await answers('lend-to-patron')
  await world.main.takeBack('X', time('25 09:00'))
  await world.main.lend('X', 'Dora', time('25 10:00'), '2026-12-16')
  await look('25 12:00')
  await home()
  expect(await world.outcome(loan)).not.toMatchObject({ question: 'kept-for-another' })
})

test.each(['before the order is told', 'after it'] as const)(
  '[RP76] a loan entered by hand on the card that it was moved to, %s, is done, and the move with it',
  async when => {
    const { world, bus, loan, home, answers } = await asked()
    const { station, epoch, sequence } = loan
    const target = { station, epoch, sequence }
    const onto = { fromPatronId: 'Anna', card: 'card-Dora', patronId: 'Dora', dueOn: '2026-12-15' }
    const move = bus.record({ kind: 'move', target, barcode: 'X', ...onto }, '10:30')
    await home()
    expect(await world.outcome(move)).toBeUndefined()
    const byHand = () => world.main.lend('X', 'Dora', world.now, '2026-12-15')
    if (when === 'after it') {
      await answers('lend-to-patron')
      await byHand()
      await answers('try-again')
    } else {
      await byHand()
      await answers('lend-to-patron')
    }
    await home()
    expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
    expect(await world.outcome(move)).toEqual({ kind: 'already-applied' })
    expect(await world.history('X')).toEqual(['Carl 17 11:00 – 24 12:00', 'Dora 24 12:00 –'])
  },
)

test('[RP50] as before a mistyped return: on the card that the loan before it was moved to, though that was over when it came home', async () => {
  const stores = memoryStores()
  const world = new ReplayWorld(stores)
  await world.item('X')
  await world.patrons('Anna', 'Dora')
  const system = new Sip2LikeLibrary(stores.tables, world.library, () => world.now)
  const cardOf = async (patronId: string) => (await stores.tables.patron(patronId))?.cards[0]
  const looks = new LooksInMemory()
  const ports = {
    ...world.ports(system),
    now: () => world.now,
    looks,
    cardOf,
    unseen: { ownBranches: ['BUS'], afterMs: 1_800_000 },
  }
  const home = async ({ entries }: TestStation) => {
    await world.upload(entries)
    await replayOnce(ports)
  }
  world.now = time('16 20:00')
  await lookAround(ports, ['X'])
  world.now = time('24 12:00')
  const [early, late] = [new TestStation('bus-1'), new TestStation('bus-2')]
  const back = late.takeBack('X', '15:00')
  await home(late)
  const { station, epoch, sequence } = early.lend('X', 'Anna', '10:00')
  const onto = { fromPatronId: 'Anna', card: 'card-Dora', patronId: 'Dora', dueOn: '2026-12-15' }
  const target = { station, epoch, sequence }
  const move = early.record({ kind: 'move', target, barcode: 'X', ...onto }, '10:30')
  await home(early)
  expect(await world.outcome(move)).toMatchObject({ kind: 'history-only', notes: [{ code: 'loan-not-recorded' }] })
  const undo = late.undo(back, 'mistyped', '15:30')
  await home(late)
  expect(await world.outcome(undo)).toMatchObject({ question: 'undo-not-exact' })
  await world.answers(undo, 'as-before', undefined, {}, system, ports)
  expect(await world.history('X')).toMatchObject([/^Dora /].map(who => expect.stringMatching(who)))
})
