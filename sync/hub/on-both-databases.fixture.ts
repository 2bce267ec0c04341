import { afterAll, beforeAll, describe } from 'vitest'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { bothDatabases } from './testing/both-databases.node.ts'

/** The stores of the suite at hand; a test that opens them again puts the new ones here. */
export interface OnDatabase {
  stores: DatabaseStores
}

/** The same tests on each of both databases, opened before the first of them. `now`: instant. */
export function onBothDatabases(tests: (on: OnDatabase) => void, now?: () => string): void {
  for (const where of bothDatabases())
    describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
      const on: { stores?: DatabaseStores } = {}
      beforeAll(async () => {
        on.stores = await databaseStores({ url: await where.open() }, now)
      }, 60_000)
      afterAll(async () => {
        await on.stores?.close()
        await where.close()
      })
      tests(on as OnDatabase)
    })
}
