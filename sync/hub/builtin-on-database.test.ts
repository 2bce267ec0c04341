import { afterAll, beforeAll, describe } from 'vitest'
import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import { connectorContract } from '../connectors/connector.contract.ts'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { fees, ReplayWorld } from './replay-world.fixture.ts'
import { bothDatabases } from './testing/both-databases.node.ts'

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

    connectorContract("builtin on the hub's database", async () => {
      await stores.clear()
      const world = new ReplayWorld(stores)
      await world.item('X')
      await world.patrons('Anna', 'Bea')
      await world.patron('Carl', { feesCents: 500 })
      return {
        connector: world.library,
        async again() {
          stores = await stores.reopen()
          return builtinLibrary(stores.tables, fees)
        },
      }
    })
  })
