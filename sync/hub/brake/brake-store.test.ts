import { afterAll, beforeAll, describe } from 'vitest'
import { entryKey } from '../../../circulation/transaction.ts'
import { type DatabaseStores, databaseStores } from '../database-stores.fixture.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { type BrakeWorld, brakeStoreContract } from './brake-store.contract.ts'
import { memoryBrakeStore } from './memory-brake-store.fixture.ts'

let now = ''
const setNow = (at: string) => {
  now = at
}

brakeStoreContract('in memory', async () => {
  const stores = memoryStores()
  const brake = memoryBrakeStore(
    () => now,
    key => [...stores.uploads.stored.values()].find(({ id }) => entryKey(id) === key),
  )
  const world: BrakeWorld = { stores, brake, setNow, reopen: async () => world }
  return world
})

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    let open: DatabaseStores

    beforeAll(async () => {
      open = await databaseStores({ url: await where.open() }, () => now)
    }, 60_000)
    afterAll(async () => {
      await open?.close()
      await where.close()
    })

    brakeStoreContract("on the hub's database", async () => {
      await open.clear()
      return onDatabase(open)
    })

    function onDatabase(stores: DatabaseStores): BrakeWorld {
      return {
        stores,
        brake: stores.brake,
        setNow,
        async reopen() {
          open = await stores.reopen()
          return onDatabase(open)
        },
      }
    }
  })
