import { onBothDatabases } from '../on-both-databases.fixture.ts'
import { lookStoreContract } from './look-store.contract.ts'
import { LooksInMemory } from './looks-in-memory.ts'

lookStoreContract('in memory', async () => {
  const store = new LooksInMemory()
  return { store, again: async () => store }
})

onBothDatabases(on => {
  lookStoreContract("on the hub's database", async () => {
    await on.stores.clear()
    return {
      store: on.stores.looks,
      async again() {
        on.stores = await on.stores.reopen()
        return on.stores.looks
      },
    }
  })
})
