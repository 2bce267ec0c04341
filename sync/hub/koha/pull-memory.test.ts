import { expect, test } from 'vitest'
import { databaseStores } from '../database-stores.fixture.ts'
import { HealthBook } from '../health.ts'
import { followedIn, pullMemory } from './pull-memory.ts'
import { registerKeys } from './register-keys.ts'

test('[KO20] how far the register has followed Koha is remembered over a restart', async () => {
  const stores = await databaseStores()
  const memory = pullMemory(stores.database)
  expect(await memory.since('items')).toBeUndefined()
  expect(await memory.sweptRows()).toBe(0)
  await memory.reached('items', '2026-11-18T12:00:00Z')
  await memory.reached('items', '2026-11-18T12:30:07Z')
  await memory.end('pull', '2026-11-18T12:31:00Z')
  await memory.sweep(4200)
  const again = await stores.reopen()
  const remembered = pullMemory(again.database)
  expect(await remembered.since('items')).toBe('2026-11-18T12:30:07Z')
  expect(await remembered.since('patrons')).toBeUndefined()
  expect(await remembered.ended('pull')).toBe('2026-11-18T12:31:00Z')
  expect(await remembered.sweptRows()).toBe(4200)
  const health = new HealthBook()
  expect(await health.now(again.database)).not.toHaveProperty('register')
  health.ofRegister(() => followedIn(remembered))
  expect(await health.now(again.database)).toMatchObject({ status: 'ok', register: { pulledAt: '2026-11-18T12:31:00Z' } })
  await again.close()
}, 60_000)

test('[KO21] the rows of the register are gone through in the order of their keys, a part at a time', async () => {
  const stores = await databaseStores()
  const item = (barcode: string) =>
    ({ kind: 'put-item', item: { barcode, titleId: 't', title: 'T', homeBranch: 'BUS', circulationStatus: 'ok' } }) as const
  const patron = { patronId: 'koha:7', cards: ['c'], category: 'adult', blocks: [], feesCents: 0 }
  await stores.tables.write([item('C'), item('A'), item('B'), { kind: 'put-patron', patron }], 'rows')
  const keys = registerKeys(stores.database)
  expect(await keys.items(0, 2)).toEqual(['A', 'B'])
  expect(await keys.items(2, 2)).toEqual(['C'])
  expect(await keys.patrons(0, 2)).toEqual(['koha:7'])
  expect(await keys.holds()).toEqual([])
  await stores.close()
}, 60_000)
