import { afterAll, beforeAll, describe } from 'vitest'
import { usualDatabase } from './database-stores.fixture.ts'
import { noPostgres, type PostgresServer, startPostgres } from './testing/postgres-server.node.ts'

const why = noPostgres ? ` (skipped: ${noPostgres})` : ''

/** What replay promises on the hub's own database it promises on a server's: the same tests once more. */
describe.skipIf(noPostgres !== '')(`on PostgreSQL${why}`, () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
    usualDatabase.url = await server.newDatabase()
  }, 60_000)
  afterAll(() => server?.stop())

  describe('replay', async () => void (await import('./replay.test.ts')))
  describe('acts', async () => void (await import('./replay-acts.test.ts')))
})
