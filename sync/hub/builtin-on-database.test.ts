import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import { connectorContract } from '../connectors/connector.contract.ts'
import { onBothDatabases } from './on-both-databases.fixture.ts'
import { fees, ReplayWorld } from './replay-world.fixture.ts'

onBothDatabases(on => {
  connectorContract("builtin on the hub's database", async () => {
    await on.stores.clear()
    const world = new ReplayWorld(on.stores)
    await world.item('X')
    await world.patrons('Anna', 'Bea')
    await world.patron('Carl', { feesCents: 500 })
    return {
      connector: world.library,
      async again() {
        on.stores = await on.stores.reopen()
        return builtinLibrary(on.stores.tables, fees)
      },
    }
  })
})
