import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** Whose turn a copy is when what was scanned of it is taken back, each as simulated days have found it. */
let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1')
  await world.item('X')
  await world.patrons('Anna', 'Dora')
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
