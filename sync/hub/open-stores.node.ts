import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { type DiskJournalFile, openJournalFile } from '../../host/journal-file.node.ts'
import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import { openDatabaseFolder } from './database-folder.node.ts'
import type { DemoSize } from './demo/demo-library.ts'
import { demoSettings } from './demo/demo-settings.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { openHubLog } from './hub-log.ts'
import { libraryTables } from './library-tables.ts'
import { publisher } from './publish.ts'
import { beginVersions } from './register-version.ts'
import { startReplay } from './replay.ts'
import { uploadStore } from './upload-store.ts'

export interface StoreOptions {
  readonly folder: string
  readonly today?: string
  /** How large a made-up library a new hub begins with. */
  readonly size?: Omit<DemoSize, 'today'>
  readonly openLogFile?: (path: string) => DiskJournalFile
  readonly trouble: (what: string, error?: unknown) => void
  now(): string
  /** Takes what must be closed, in the order of opening. */
  readonly closeLater: (close: () => Promise<unknown>) => void
}

export type Stores = Awaited<ReturnType<typeof openStores>>

const demoSize = { items: 2000, patrons: 200, seed: 1 }
const demoFees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }

/** Opens log and database of a folder that is held under the lock, with the demo library in them, and starts replay. */
export async function openStores({ folder, today, size, openLogFile, trouble, now, closeLater }: StoreOptions) {
  const { database, close, putAside } = await openDatabaseFolder(folder)
  closeLater(close)
  if (putAside) trouble(`the database could not be trusted after a crash; it is kept in ${putAside} and made anew from the log`)
  await beginVersions(database, Math.floor(Temporal.Instant.from(now()).epochMilliseconds / 1000))

  const file = (openLogFile ?? openJournalFile)(join(folder, 'hub.log'))
  closeLater(() => file.close())
  const log = await openHubLog(file, database)

  const demoDay = today ?? Temporal.Now.plainDateISO(demoFees.zone).toString()
  await seedDemo(database, log, { ...(size ?? demoSize), today: demoDay })
  const publish = publisher(database, now)
  await publish.putSettings(demoSettings(demoDay, today !== undefined))

  const uploads = uploadStore(database, log, now)
  const connector = builtinLibrary(libraryTables(database, log), demoFees)
  const onError = (error: unknown) => trouble('replay could not go on and will try again', error)
  const replay = startReplay({ uploads, connector, publisher: publish, now }, { onError })
  closeLater(() => replay.stop())
  return { database, log, publish, uploads, replay, syncs: () => file.syncs() }
}
