import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { type DiskJournalFile, openJournalFile } from '../../host/journal-file.node.ts'
import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import type { FeeRule } from '../connectors/builtin/overdue-fee.ts'
import type { LibraryTables } from '../connectors/library-tables.ts'
import type { LibrarySettings } from '../register/register.ts'
import { openBrakeOn } from './brake/brake.ts'
import { databaseBrakeStore } from './brake/database-brake-store.ts'
import { defaultLadder } from './brake/default-ladder.ts'
import { openDatabaseFolder } from './database-folder.node.ts'
import type { DemoSize } from './demo/demo-library.ts'
import { demoSettings } from './demo/demo-settings.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { type HubLog, openHubLog } from './hub-log.ts'
import { libraryFromFiles } from './library-from-files.node.ts'
import { libraryTables } from './library-tables.ts'
import { looksOnDatabase } from './looks/looks-on-database.ts'
import type { ReplayPorts } from './ports.ts'
import { publisher } from './publish.ts'
import { beginVersions } from './register-version.ts'
import { startReplay } from './replay.ts'
import type { Tables } from './tables.ts'
import { titlesIn } from './titles.ts'
import { uploadStore } from './upload-store.ts'

export interface StoreOptions {
  readonly folder: string
  readonly today?: string
  /** How large a made-up library a new hub begins with. */
  readonly size?: Omit<DemoSize, 'today'>
  /** Folder with a library's files, instead of the demo; only read. */
  readonly library?: string
  readonly openLogFile?: (path: string) => DiskJournalFile
  readonly trouble: (what: string, error?: unknown) => void
  now(): string
  /** Takes what must be closed, in the order of opening. */
  readonly closeLater: (close: () => Promise<unknown>) => void
}

export type Stores = Awaited<ReturnType<typeof openStores>>

const demoSize = { items: 2000, patrons: 200, seed: 1 }
const demoFees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }

/** Opens log and database of a folder that is held under the lock, with its library in them, and starts replay. */
export async function openStores(options: StoreOptions) {
  const { folder, today, openLogFile, trouble, now, closeLater } = options
  const { database, close, putAside } = await openDatabaseFolder(folder)
  closeLater(close)
  if (putAside) trouble(`the database could not be trusted after a crash; it is kept in ${putAside} and made anew from the log`)
  await beginVersions(database, Math.floor(Temporal.Instant.from(now()).epochMilliseconds / 1000))

  const file = (openLogFile ?? openJournalFile)(join(folder, 'hub.log'))
  closeLater(() => file.close())
  const log = await openHubLog(file, database)

  const tables = libraryTables(database, log)
  const { settings, fees } = await fill(options, database, log, tables)
  const publish = publisher(database, now)
  await publish.putSettings(settings)

  const shown = today === undefined ? {} : { today }
  const uploads = uploadStore(database, log, now)
  const connector = builtinLibrary(tables, { ...fees, ...shown })
  const onError = (error: unknown) => trouble('replay could not go on and will try again', error)
  const looks = looksOnDatabase(database, log)
  const cardOf = async (patronId: string) => (await tables.patron(patronId))?.cards[0]
  const brakes = databaseBrakeStore(database, log, now)
  const { zone } = settings.rules
  const ladder = defaultLadder(connector)
  const brake = openBrakeOn({ store: brakes, connector: connector.name, ladder, now, zone: () => zone })
  const ports: ReplayPorts = { uploads, connector, publisher: publish, titles: titlesIn(database), looks, cardOf, now, ...shown }
  const replay = startReplay(ports, { onError, brake })
  closeLater(() => replay.stop())
  const office = { store: brakes, connector: connector.name, ladder, zone }
  return { database, log, publish, uploads, replay, brake, office, syncs: () => file.syncs() }
}

/** The library that a new hub begins with: the one of the files, or the demo. */
async function fill(
  { folder, library, today, size, trouble }: StoreOptions,
  database: Kysely<Tables>,
  log: HubLog,
  tables: LibraryTables,
): Promise<{ readonly settings: LibrarySettings; readonly fees: FeeRule }> {
  if (library !== undefined)
    return libraryFromFiles(database, tables, { files: library, folder, say: trouble, ...(today !== undefined && { today }) })
  const demoDay = today ?? Temporal.Now.plainDateISO(demoFees.zone).toString()
  await seedDemo(database, log, { ...(size ?? demoSize), today: demoDay })
  return { settings: demoSettings(demoDay, today !== undefined), fees: demoFees }
}
