import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.node.ts'
import { openServerDatabase } from './server-database.node.ts'

const why = noPostgres ? ` (skipped: ${noPostgres})` : ''
let server: PostgresServer | undefined
beforeAll(async () => {
  if (!why) server = await startPostgres()
}, 120_000)
afterAll(() => server?.stop())

test.skipIf(why !== '')(
  `[HB41] a server that goes down between two statements of a write fails that write and is told of; the hub goes on with it${why}`,
  { timeout: 120_000 },
  async () => {
    const told: string[] = []
    const db = await openServerDatabase(await server!.newDatabase(), error => told.push(error.message))
    const broken = db.transaction().execute(async write => {
      await sql`select 1`.execute(write)
      await server!.restart()
      await pause(200)
      await sql`select 1`.execute(write)
    })
    await expect(broken).rejects.toThrow()
    expect(told.length).toBeGreaterThan(0)
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db)
    expect(rows).toEqual([{ one: 1 }])
    await db.destroy()
  },
)
