import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { type Database, migrated } from '../database.node.ts'
import type { Tables } from '../tables.ts'

/** Each request and each lane borrows one for a moment. */
const connections = 16

/** Counts and versions stay far below what a number holds exactly. */
const int8 = 20
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : (pg.types.getTypeParser(oid, format as 'text') as never),
}

/** What every connection to the server begins with. */
export function connectionTo(url: string): pg.ClientConfig {
  return { connectionString: url, types, application_name: 'pysakki-hub', connectionTimeoutMillis: 10_000, keepAlive: true }
}

/**
 * Opens a database on a PostgreSQL server and brings its tables up to date; several processes may do so at once. Rejects where the server
 * cannot be reached, or would answer before a write is on its disk.
 */
export async function openServerDatabase(url: string, onTrouble: (error: Error) => void): Promise<Database> {
  const pool = new pg.Pool({ ...connectionTo(url), max: connections })
  // A connection that breaks, also while somebody has it between two statements; the next one is made anew.
  pool.on('connect', connection => connection.on('error', onTrouble))
  // The pool says it once more of one that nobody had.
  pool.on('error', () => {})
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await refuseForgetful(database)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return migrated(database)
}

/** The hub keeps no log of its own beside a server: what the server confirms must be on its disk. */
async function refuseForgetful(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ fsync: string; waits: string }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as waits`.execute(database)
  const { fsync, waits } = rows[0]!
  if (fsync === 'off' || waits === 'off') throw new ServerForgetful(fsync === 'off' ? 'fsync' : 'synchronous_commit')
}

export class ServerForgetful extends Error {
  constructor(setting: string) {
    super(`the database server has ${setting} off: it would confirm what a power cut takes back; turn it on for this database`)
    this.name = 'ServerForgetful'
  }
}
