import { beforeEach, expect, test } from 'vitest'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/* A scan that is put before or after another one gets its very instant where its own clock says otherwise. */

let world: ReplayWorld
/** Its clock says three hours more than it was, and nobody knows better than to five. */
let unsure: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  unsure = new TestStation('bus-2', { aheadMs: 3 * 3_600_000, believedAheadMs: 0, uncertaintyMs: 5 * 3_600_000 })
  await world.item('X')
  await world.patrons('Anna', 'Dora')
})

const dorasTurn = async () => (await world.tables.holdsOf('Dora'))[0]?.state

test('[RP61] [RP8] a loan that a person puts before the return that followed it leaves the copy with whose turn it is', async () => {
  await world.hold('Dora', 'X', '1 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  const loan = unsure.lend('X', 'Anna', '10:00')
  await world.main.takeBack('X', time('12:00'))
  await world.comesHome([loan])
  expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
  await world.answers(loan, 'take-back')
  expect(await world.history('X')).toEqual(['Anna 17 12:00 – 17 12:00'])
  expect(await dorasTurn()).toEqual({ kind: 'in-transit', barcode: 'X' })
})

test('[RP61] [RP8] a loan that a person puts after the return takes the copy from whose turn it was', async () => {
  await world.hold('Dora', 'X', '1 09:00', '417', { state: { kind: 'waiting', barcode: 'X' } })
  await world.main.takeBack('X', time('14:00'))
  const loan = unsure.lend('X', 'Anna', '10:00')
  await world.comesHome([loan])
  await world.answers(loan, 'lend-to-patron')
  expect(await world.history('X')).toEqual(['Anna 17 14:00 –'])
  expect(await dorasTurn()).toEqual({ kind: 'queued' })
})
