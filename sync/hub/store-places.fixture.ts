import { databaseStores } from './database-stores.fixture.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import type { Stores } from './replay-world.fixture.ts'

/** Stores that a suite opens once and empties before each test. */
export interface Place {
  readonly stores: Stores
  clear(): Promise<void>
  close(): Promise<void>
}

/** Every rule about answers holds on both. */
export const places: Readonly<Record<string, () => Promise<Place>>> = {
  memory: async () => {
    const at = { ...memoryStores() }
    const stores: Stores = {
      get tables() {
        return at.tables
      },
      get uploads() {
        return at.uploads
      },
      version: () => at.version(),
      take: entries => at.take(entries),
    }
    return { stores, clear: async () => void Object.assign(at, memoryStores()), close: async () => {} }
  },
  database: async () => {
    const stores = await databaseStores()
    return { stores, clear: () => stores.clear(), close: () => stores.close() }
  },
}
