import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { openJournalFile } from '../../host/journal-file.node.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { BrakeStore } from './brake/brake-store.ts'
import { databaseBrakeStore } from './brake/database-brake-store.ts'
import { openDatabase } from './database.node.ts'
import { openHubLog } from './hub-log.ts'
import { libraryTables } from './library-tables.ts'
import type { LookStore } from './looks/look-store.ts'
import { looksOnDatabase } from './looks/looks-on-database.ts'
import { publisher } from './publish.ts'
import type { Stores } from './replay-world.fixture.ts'
import { logInDatabase } from './server/log-in-database.ts'
import { openServerDatabase } from './server/server-database.node.ts'
import type { Tables } from './tables.ts'
import { uploadStore } from './upload-store.ts'

export interface DatabaseStores extends Stores {
  readonly database: Kysely<Tables>
  readonly looks: LookStore
  readonly brake: BrakeStore
  /** Stores an upload whatever the verdict (a fork). */
  takeAny(entries: readonly Entry[]): Promise<void>
  /** What a station is told. */
  told(station: string): Promise<readonly OutcomeMessage[]>
  /** As after a restart of the hub: everything is opened again from log and database. */
  reopen(): Promise<DatabaseStores>
  /** Empties what the hub keeps, without the cost of a new database. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** A hub's real stores: PGlite and a synced log in a folder of their own, or a database on a PostgreSQL server. */
export async function databaseStores(
  at: { readonly folder?: string; readonly url?: string | undefined } = {},
  now = () => '2026-11-24T12:00:00Z',
): Promise<DatabaseStores> {
  const data = at.folder ?? (await mkdtemp(join(tmpdir(), 'replay-')))
  const { database, log, closeAll } = at.url === undefined ? await embedded(data) : await onServer(at.url)
  const uploads = uploadStore(database, log, now)
  const publish = publisher(database, now)
  const kept = ['entries', 'sending_marks', 'items', 'statuses', 'places', 'patrons', 'cards', 'loans', 'ended_loans'] as const
  const keptToo = ['holds', 'scans', 'item_memories', 'library_marks', 'sightings', 'patron_looks'] as const
  const keptOfTheBrake = [
    'brake_settings',
    'brake_changes',
    'brake_held',
    'brake_tallies',
    'shadow_log',
    'reconciliations',
  ] as const
  return {
    database,
    tables: libraryTables(database, log),
    uploads,
    looks: looksOnDatabase(database, log),
    brake: databaseBrakeStore(database, log, now),
    version: () => publish.version(),
    async take(entries: readonly Entry[]) {
      for (const epoch of new Set(entries.map(one => one.epoch))) {
        const mine = entries.filter(one => one.epoch === epoch)
        const verdict = await uploads.take(mine[0]!.station, { epoch, entries: mine as never })
        if (verdict !== 'stored') throw new Error(`the hub did not store an upload: ${verdict}`)
      }
    },
    async takeAny(entries) {
      await uploads.take(entries[0]!.station, { epoch: entries[0]!.epoch, entries: entries as never })
    },
    told: async station => (await uploads.outcomes(station, 0)).outcomes,
    async reopen() {
      await closeAll()
      return databaseStores({ ...at, folder: data }, now)
    },
    async clear() {
      for (const table of [...kept, ...keptToo, ...keptOfTheBrake]) await database.deleteFrom(table).execute()
    },
    async close() {
      await closeAll()
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function embedded(data: string) {
  const database = await openDatabase(join(data, 'database'))
  const file = openJournalFile(join(data, 'hub.log'))
  const closeAll = async () => {
    await database.destroy()
    await file.close()
  }
  return { database, log: await openHubLog(file, database), closeAll }
}

async function onServer(url: string) {
  const database = await openServerDatabase(url, () => {})
  return { database, log: logInDatabase(database), closeAll: () => database.destroy() }
}
