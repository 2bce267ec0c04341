import type { TableChange } from '../../connectors/library-tables.ts'
import { libraryTables } from '../library-tables.ts'
import { openHubDatabase } from '../open-database.node.ts'
import { publisher } from '../publish.ts'
import { temporaryFolder } from './hub-process.node.ts'

/** A library in a new folder (or on a server), and what closes it. */
export async function openLibrary(now: () => string, closers: (() => Promise<unknown>)[], databaseUrl?: string) {
  const folder = await temporaryFolder()
  closers.push(folder.remove)
  const opened = await openHubDatabase({
    folder: folder.path,
    ...(databaseUrl !== undefined && { databaseUrl }),
    trouble: () => {},
    now,
    closeLater: close => void closers.unshift(close),
    onNews: () => {},
  })
  const publish = publisher(opened.database, now)
  const tables = libraryTables(opened.database, opened.log)
  const rules = { name: 'test', zone: 'Europe/Helsinki', sets: [] }
  await publish.putSettings({ library: 'Koe', environment: 'test', rules, branches: [], stops: [], staff: [] })
  const write = (...changes: TableChange[]) => tables.write(changes, `mark-${crypto.randomUUID()}`)
  return { database: opened.database, claims: opened.claims, publish, write }
}
