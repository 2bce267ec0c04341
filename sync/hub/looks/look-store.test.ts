import { afterAll, beforeAll, describe } from 'vitest'
import { type DatabaseStores, databaseStores } from '../database-stores.fixture.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { lookStoreContract } from './look-store.contract.ts'
import { LooksInMemory } from './looks-in-memory.ts'

lookStoreContract('in memory', async () => {
  const store = new LooksInMemory()
  return { store, again: async () => store }
})

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let stores: DatabaseStores

    beforeAll(async () => {
      stores = await databaseStores({ url: await where.open() })
    }, 60_000)
    afterAll(async () => {
      await stores?.close()
      await where.close()
    })

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
  })
