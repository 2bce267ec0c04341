import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, Migrator, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import { migrations } from './migrations/migrations.ts'
import { beginWithPrepared } from './new-database.node.ts'
import type { Tables } from './tables.ts'
import { takingTurns } from './taking-turns.ts'

export type Database = Kysely<Tables>

/** One connection needs no 128 MB of its own beside the system's cache of files: to clear them took half of each start. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB']

/**
 * Opens the embedded database in a folder (made if missing), or in memory where there is none, and brings its tables up to date. One process
 * may open a folder: hold its lock first (folder-lock.node.ts), because PGlite itself does not notice a second one.
 */
export async function openDatabase(folder?: string): Promise<Database> {
  if (folder) {
    await mkdir(folder, { recursive: true })
    await beginWithPrepared(folder)
  }
  return migrated(
    new Kysely<Tables>({ dialect: new PostgresDialect({ pool: embeddedPool(await PGlite.create(folder, { startParams })) }) }),
  )
}

/** The database with its tables brought up to date; closed again where that cannot be. */
export async function migrated(database: Database): Promise<Database> {
  const { error } = await new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
  }).migrateToLatest()
  if (!error) return database
  await database.destroy()
  throw error instanceof Error && /missing/.test(error.message) ? new DatabaseNewer(error) : error
}

/** The database has been brought further by a newer version of the program. */
export class DatabaseNewer extends Error {
  constructor(cause: Error) {
    super('the database was written by a newer version; start that one, or another folder', { cause })
    this.name = 'DatabaseNewer'
  }
}

/** PGlite has one connection; who wants it waits for the one before. Kysely's own Postgres dialect does the rest, as it would for a server. */
function embeddedPool(pglite: PGlite): PostgresPool {
  const query = queryOn(pglite)
  let free = Promise.resolve()
  return {
    async connect() {
      const before = free
      let release = () => {}
      free = new Promise(resolve => {
        release = resolve
      })
      await before
      return { query, release } as PostgresPoolClient
    },
    end: () => pglite.close(),
  }
}

/** It answers within the turn in which it is asked: who asks it query after query would keep everybody's requests waiting. */
function queryOn(pglite: PGlite) {
  const turns = takingTurns(10)
  return async (sql: string, parameters: readonly unknown[]) => {
    await turns()
    const { rows, affectedRows } = await pglite.query(sql, [...parameters])
    return { command: 'UPDATE' as const, rowCount: affectedRows ?? 0, rows }
  }
}
