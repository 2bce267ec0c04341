import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bootId } from './boot-id.node.ts'
import { type Database, DatabaseNewer, openDatabase } from './database.node.ts'

export interface OpenedDatabase {
  readonly database: Database
  /** Where the folder that could not be trusted is kept, if that was so: the log makes a new one. */
  readonly putAside?: string
  /** Closes the database and syncs its files. */
  close(): Promise<void>
}

/**
 * Opens the database of a folder that is held under the lock. PGlite never syncs, so a database that was open when the machine went down may be
 * torn in ways that nobody notices: it is put aside, as is one that does not open, and an empty one begins in its place.
 */
export async function openDatabaseFolder(folder: string): Promise<OpenedDatabase> {
  const path = join(folder, 'database')
  const marker = join(folder, 'database.in-use')
  const boot = await bootId()
  const openSince = await readFile(marker, 'utf8').catch(() => undefined)
  let putAside = openSince !== undefined && openSince !== boot ? await aside(path) : undefined
  await writeFile(marker, boot, { flush: true } as object)
  let database: Database
  try {
    database = await openDatabase(path)
  } catch (error) {
    // Written by a newer version, not torn.
    if (error instanceof DatabaseNewer) throw error
    putAside = await aside(path)
    database = await openDatabase(path)
  }
  return {
    database,
    ...(putAside && { putAside }),
    async close() {
      await database.destroy()
      await syncTree(path)
      await rm(marker, { force: true })
    },
  }
}

async function aside(path: string): Promise<string | undefined> {
  const name = `${path}.aside-${Date.now()}`
  try {
    await rename(path, name)
    return name
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: false })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncTree(path)
    else if (entry.isFile()) await sync(path)
  }
  // Windows cannot open a folder, and does not need to.
  if (process.platform !== 'win32') await sync(folder)
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
