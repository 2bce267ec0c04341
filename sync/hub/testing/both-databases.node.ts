import { noPostgres, type PostgresServer, startPostgres } from './postgres-server.node.ts'

/** Where a suite keeps the hub's database. */
export interface TestDatabase {
  readonly name: string
  /** Why it cannot be had here; empty where it can. */
  readonly missing: string
  /** A new database's address on a server; undefined for the embedded one, which needs no more than a folder. */
  open(): Promise<string | undefined>
  close(): Promise<void>
}

/** A suite runs on both; what it cannot have it skips, with the reason in its name. */
export function bothDatabases(): readonly TestDatabase[] {
  let server: Promise<PostgresServer> | undefined
  return [
    { name: 'PGlite', missing: '', open: async () => undefined, close: async () => {} },
    {
      name: noPostgres ? `PostgreSQL (skipped: ${noPostgres})` : 'PostgreSQL',
      missing: noPostgres,
      async open() {
        server ??= startPostgres()
        return (await server).newDatabase()
      },
      async close() {
        await (await server)?.stop()
        server = undefined
      },
    },
  ]
}
