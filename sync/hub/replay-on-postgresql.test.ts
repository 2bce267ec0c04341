import { afterAll, beforeAll, describe } from 'vitest'
import { replayContract } from './replay.contract.ts'
import { replayActsContract } from './replay-acts.contract.ts'
import { noPostgres, type PostgresServer, startPostgres } from './testing/postgres-server.node.ts'

const why = noPostgres ? ` (skipped: ${noPostgres})` : ''

/** What replay promises on the hub's own database it promises on a server's: the same tests once more. */
describe.skipIf(noPostgres !== '')(`on PostgreSQL${why}`, () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server?.stop())

  describe('replay', () => replayContract(() => server.newDatabase()))
  describe('acts', () => replayActsContract(() => server.newDatabase()))
})
