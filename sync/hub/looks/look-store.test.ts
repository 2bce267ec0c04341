import { afterAll, beforeAll } from 'vitest'
import { type DatabaseStores, databaseStores } from '../database-stores.fixture.ts'
import { lookStoreContract } from './look-store.contract.ts'
import { LooksInMemory } from './looks-in-memory.ts'

lookStoreContract('in memory', async () => {
  const store = new LooksInMemory()
  return { store, again: async () => store }
})

let stores: DatabaseStores

beforeAll(async () => {
  stores = await databaseStores()
}, 60_000)
afterAll(() => stores.close())

lookStoreContract("on the hub's database", async () => {
  await stores.clear()
  return {
    store: stores.looks,
    async again() {
      stores = await stores.reopen()
      return stores.looks
    },
  }
})
