import { expect, test } from 'vitest'
import { lookAround } from '../../sync/hub/looks/look-around.ts'
import { LooksInMemory } from '../../sync/hub/looks/looks-in-memory.ts'
import { memoryStores } from '../../sync/hub/memory-uploads.fixture.ts'
import { replayOnce } from '../../sync/hub/replay-loop.ts'
import { TestStation, time } from '../../sync/hub/replay-station.fixture.ts'
import { ReplayWorld } from '../../sync/hub/replay-world.fixture.ts'
import { kohaOverHttp } from './koha-over-http.ts'

/** X waits for Dora in a Koha; the bus lent it to Anna at 10:00 on the 17th, and the hub asks staff to enter that, which they do the day after or not at all. */
async function lentThoughKept(isEntered: boolean) {
  const stores = memoryStores(time('17 20:00'))
  const world = new ReplayWorld(stores)
  await world.item('X')
  await world.patrons('Anna', 'Dora')
  await world.hold('Dora', 'X', '16 12:00', '417', { state: { kind: 'waiting', barcode: 'X' }, pickup: { branch: 'BUS' } })
  const now = () => world.now
  const { system } = await kohaOverHttp(stores.tables, world.library, { now, arriving: now, seed: 4, isDated: false })
  const cardOf = async (patronId: string) => (await stores.tables.patron(patronId))?.cards[0]
  const ports = () => ({
    ...world.ports(system),
    looks,
    cardOf,
    unseen: { ownBranches: ['BUS'], afterMs: 1_800_000 },
  })
  const looks = new LooksInMemory()
  const home = async ({ entries }: TestStation) => {
    await world.upload(entries)
    // A server that fails now and then is asked again.
    for (let pass = 0; pass < 3; pass++) await replayOnce(ports())
  }
  world.now = time('16 20:00')
  await lookAround(ports(), ['X'])
  world.now = time('17 20:00')
  const [bus, late] = [new TestStation('bus-1'), new TestStation('bus-2')]
  const loan = bus.lend('X', 'Anna', '10:00')
  await home(bus)
  expect(await world.outcome(loan)).toMatchObject({ question: 'kept-for-another' })
  world.now = time('18 12:00')
  if (isEntered) await world.main.lend('X', 'Anna', world.now, '2026-12-15')
  world.now = time('18 13:00')
  await home(bus)
  world.now = time('18 20:00')
  const back = late.takeBack('X', '15:00')
  await home(late)
  return { world, loan, back }
}

test('[RP57] a loan that staff were asked to enter is ordered by its scan, not by when they entered it: a return that comes home later ends it', async () => {
  const { world, loan, back } = await lentThoughKept(true)
  expect(await world.outcome(loan)).toMatchObject({ kind: 'applied-with-note', notes: [{ code: 'entered-by-hand' }, {}] })
  expect(await world.outcome(back)).toMatchObject({ kind: 'applied-with-note' })
  expect(await world.tables.loan('X')).toBeUndefined()
})

test('[RP57] what nobody has entered is a loan that is over, once its return has come home', async () => {
  const { world, loan } = await lentThoughKept(false)
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
  expect(await world.history('X')).toEqual([])
})
