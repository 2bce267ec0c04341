import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { TestStation } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

let stores: DatabaseStores
let world: ReplayWorld
let bus: TestStation

beforeAll(async () => {
  stores = await databaseStores()
}, 60_000)
afterAll(() => stores.close())
beforeEach(async () => {
  await stores.clear()
  world = new ReplayWorld(stores)
  bus = new TestStation('bus-1')
  for (const barcode of ['X', 'Y', 'Z']) await world.item(barcode)
  await world.patrons('Anna')
})

const mark = (fromSequence: number, toSequence: number, epoch = '1-bus-1') =>
  bus.record({ kind: 'koc-exported', epoch, fromSequence, toSequence, by: 'liisa' }, '18:00')
const inFile = { code: 'in-koc-file' }

test("[CA11] what is left in Koha's file is replayed all the same, and its outcome says so; what is not in it does not", async () => {
  const loan = bus.lend('X', 'Anna', '10:00')
  const back = bus.takeBack('Y', '10:05')
  const written = mark(1, 2)
  const later = bus.lend('Z', 'Anna', '18:30')
  await world.comesHome(bus.entries)
  expect(await world.outcome(loan)).toEqual({ kind: 'applied-with-note', notes: [inFile] })
  expect(await world.outcome(back)).toMatchObject({ kind: 'applied-with-note', notes: expect.arrayContaining([inFile]) })
  expect(await world.outcome(later)).toEqual({ kind: 'applied' })
  expect(await world.outcome(written)).toEqual({ kind: 'applied' })
  expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna' })
})

test('[CA11] a mark that comes home after what it is about, by another upload, adds the note to the outcome that is there', async () => {
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.comesHome(bus.entries)
  expect(await world.outcome(loan)).toEqual({ kind: 'applied' })
  const written = mark(1, 1)
  await world.comesHome([written])
  expect(await world.outcome(loan)).toEqual({ kind: 'applied-with-note', notes: [inFile] })
  expect(await world.outcome(written)).toEqual({ kind: 'applied' })
  expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
})
