import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { KnownScan } from '../../circulation/evidence.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Patron } from '../../circulation/patron.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { openJournalFile } from '../../host/journal-file.node.ts'
import { type Database, openDatabase } from '../../sync/hub/database.node.ts'
import { type HubLog, openHubLog } from '../../sync/hub/hub-log.ts'
import { libraryTables } from '../../sync/hub/library-tables.ts'
import { looksOnDatabase } from '../../sync/hub/looks/looks-on-database.ts'
import { publisher } from '../../sync/hub/publish.ts'
import { beginVersions } from '../../sync/hub/register-version.ts'
import { claimsInDatabase } from '../../sync/hub/server/claims-in-database.node.ts'
import { logInDatabase } from '../../sync/hub/server/log-in-database.ts'
import { openServerDatabase } from '../../sync/hub/server/server-database.node.ts'
import { titlesIn } from '../../sync/hub/titles.ts'
import { storedEntry, uploadStore } from '../../sync/hub/upload-store.ts'
import type { HubStores, OpenStores } from './hub-stores.ts'

export interface DaysDatabase {
  /** Empties the database: one serves all scripts, one after the other. */
  readonly open: OpenStores
  close(): Promise<void>
}

/** The real hub's stores for simulated days: on PGlite with the hub's synced log before it, or on the PostgreSQL database at `url`. */
export async function daysDatabase(url?: string): Promise<DaysDatabase> {
  return url === undefined ? embedded() : onServer(url)
}

async function embedded(): Promise<DaysDatabase> {
  const database = await openDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-days-'))
  let scripts = 0
  let closeFile = async () => {}
  return {
    async open(now) {
      const path = join(folder, `hub-${++scripts}.log`)
      const opened = async () => {
        await closeFile()
        const file = openJournalFile(path)
        closeFile = () => file.close()
        return openHubLog(file, database)
      }
      await empty(database)
      let log = await opened()
      const killed = async () => {
        log = await opened()
      }
      return {
        ...storesOn(database, { record: what => log.record(what) }, now),
        killed,
        // PGlite never syncs: what stood in it is lost, and made anew from the log.
        async powerCut() {
          await empty(database)
          await killed()
        },
      }
    },
    async close() {
      await closeFile()
      await database.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function onServer(url: string): Promise<DaysDatabase> {
  const database = await openServerDatabase(url, () => {})
  const claims = await claimsInDatabase({ url, onNews: () => {} })
  return {
    async open(now) {
      await empty(database)
      let log = logInDatabase(database)
      const killed = async () => {
        log = logInDatabase(database)
      }
      return { ...storesOn(database, { record: what => log.record(what) }, now), claims, killed, powerCut: killed }
    },
    async close() {
      await claims.close()
      await database.destroy()
    },
  }
}

/** Versions begin at one, as in memory. */
async function empty(database: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(database)
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} restart identity`.execute(database)
  await beginVersions(database, 1)
}

function storesOn(database: Database, log: HubLog, now: () => string): Omit<HubStores, 'killed' | 'powerCut'> {
  const publish = publisher(database, now)
  const { selectFrom } = { selectFrom: database.selectFrom.bind(database) }
  return {
    tables: libraryTables(database, log),
    uploads: uploadStore(database, log, now),
    looks: looksOnDatabase(database, log),
    titles: titlesIn(database),
    version: () => publish.version(),
    async changes(since) {
      const changes = await publish.changes(since)
      if (!changes) throw new Error(`the hub cannot tell what has changed since ${since}`)
      return changes
    },
    async loans() {
      return parsed<Loan>(await selectFrom('loans').select('row').orderBy('barcode').execute())
    },
    async holds() {
      return parsed<Hold>(await selectFrom('holds').select('row').where('ended', 'is', null).orderBy('hold_id').execute())
    },
    async barcodes() {
      return (await selectFrom('items').select('barcode').orderBy('barcode').execute()).map(({ barcode }) => barcode)
    },
    async patrons() {
      return parsed<Patron>(await selectFrom('patrons').select('row').execute())
    },
    async scans() {
      const rows = await selectFrom('scans').select(['barcode', 'row']).orderBy('number').execute()
      return listed(rows.map(({ barcode, row }) => [barcode, JSON.parse(row) as KnownScan]))
    },
    async entries() {
      return (await selectFrom('entries').selectAll().orderBy('arrival').execute()).map(storedEntry)
    },
    async given() {
      const steps = await selectFrom('steps').selectAll().where('step', '=', 'outcome').orderBy('number').execute()
      return listed(steps.map(step => [entryKey(step), (JSON.parse(step.detail) as { outcome: Outcome }).outcome]))
    },
  }
}

function parsed<T>(rows: readonly { readonly row: string }[]): readonly T[] {
  return rows.map(({ row }) => JSON.parse(row) as T)
}

function listed<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>()
  for (const [key, value] of pairs) lists.set(key, [...(lists.get(key) ?? []), value])
  return lists
}
