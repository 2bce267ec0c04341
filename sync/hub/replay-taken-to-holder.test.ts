import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** A copy that is kept for somebody leaves with another of the family, who takes it to them. */
let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  await world.item('X')
  await world.patrons('Anna', 'Dora', 'Emil')
})

const waiting = { state: { kind: 'waiting', barcode: 'X' } } as const
const forDora = { overrides: [{ code: 'held-for-another', reason: 'family-member' }], fillsHold: 'hold-Dora' } as const

test('[RP8] taken to its holder by somebody of the family: filled, also where it expired at night; waiting again where that loan never was', async () => {
  const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  const lent = bus.lend('X', 'Anna', '10:00', forDora)
  await world.main.expireHold(dora, 'X', time('22:05'), 200)
  await world.comesHome(bus.entries)
  expect(await world.tables.holdsOf('Dora')).toEqual([])
  expect(await world.feesOf('Dora')).toBe(0)
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna' })
  bus.undo(lent, 'mistyped', '10:05')
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Dora')).map(({ state }) => state.kind)).toEqual([])
  expect(await world.feesOf('Dora')).toBe(200)
})

test('[RP8] the next return of it is nobody’s, and of two who wait only the one it was taken to has it', async () => {
  await world.hold('Dora', 'X', '1 09:00', '417', waiting)
  await world.hold('Emil', 'X', '2 09:00', '418')
  bus.lend('X', 'Anna', '10:00', forDora)
  await world.comesHome(bus.entries)
  expect((await world.tables.holdsOf('Emil')).map(({ state }) => state.kind)).toEqual(['queued'])
  const back = bus.takeBack('X', '18 10:00')
  await world.comesHome(bus.entries)
  expect(await world.outcome(back)).toMatchObject({ notes: [{ code: 'hold-caught', holdNumber: '418' }] })
  expect(await world.tables.holdsOf('Dora')).toEqual([])
})
