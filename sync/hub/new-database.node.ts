import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { migrations } from './migrations/migrations.ts'

/*
 * To make a PostgreSQL database takes seconds of a processor, to copy one hardly any: the build leaves an empty one with its tables beside the
 * programs, and every new hub begins with a copy. Without it a hub makes its own.
 */

/** Where the build leaves it: the same way from the sources as from the bundled programs. */
export const preparedDatabase = resolve(import.meta.dirname, '../../dist/new-database')

const about = (folder: string) => join(folder, 'made-for.json')

/** Which database this is: of another release of PostgreSQL's code, or with other tables, it is made anew. */
export interface MadeFor {
  readonly pglite: string
  readonly migrations: readonly string[]
}

interface About extends MadeFor {
  /** Also the empty ones, which PostgreSQL does not start without and an installer leaves out. */
  readonly folders: readonly string[]
}

/** The tables this program knows. */
export const migrationNames: readonly string[] = Object.keys(migrations)

/** What the prepared database in `folder` was made for; undefined where there is none. */
export async function preparedFor(folder: string): Promise<About | undefined> {
  try {
    return JSON.parse(await readFile(about(folder), 'utf8'))
  } catch {
    return undefined
  }
}

/** Puts a closed database in its place as the prepared one; whoever reads sees the one before or this one. */
export async function putPrepared(database: string, folder: string, madeFor: MadeFor): Promise<void> {
  const whole = `${folder}.new`
  await rm(whole, { recursive: true, force: true })
  await mkdir(whole, { recursive: true })
  await cp(database, join(whole, 'database'), { recursive: true })
  await writeFile(about(whole), `${JSON.stringify({ ...madeFor, folders: await foldersIn(database) })}\n`)
  await rm(folder, { recursive: true, force: true })
  await rename(whole, folder)
}

/**
 * Begins a database in `path`, where there is none yet, with a copy of the prepared one, if that has no tables that this program does not know.
 * Says whether it did; a copy that fails half-way leaves nothing.
 */
export async function beginWithPrepared(path: string, folder = preparedDatabase): Promise<boolean> {
  if (existsSync(join(path, 'PG_VERSION'))) return false
  const madeFor = await preparedFor(folder)
  if (!madeFor?.migrations.every(name => migrationNames.includes(name))) return false
  const copy = `${path}.copy-${process.pid}`
  try {
    await copyTree(join(folder, 'database'), copy, madeFor.folders)
    // A folder that was made and stayed empty gives way (Windows does not rename over one); one with files in it is somebody's, and the rename is refused.
    await rmdir(path).catch(() => undefined)
    await rename(copy, path)
    return true
  } catch {
    await rm(copy, { recursive: true, force: true })
    return false
  }
}

/** A thousand small files: Node's own `cp` looks at each of them four times, and costs more than the database's start. */
async function copyTree(from: string, to: string, folders: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true })
  const { files } = await treeIn(from)
  await Promise.all(files.map(file => copyFile(join(from, file), join(to, file))))
}

async function foldersIn(database: string): Promise<string[]> {
  return (await treeIn(database)).folders
}

/** Folder by folder: the Node inside an older desktop runtime does not look into them by itself (`recursive` came with 18.17). */
async function treeIn(root: string): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = []
  const files: string[] = []
  for (const waiting = ['']; waiting.length > 0; ) {
    const within = waiting.pop()!
    for (const one of await readdir(join(root, within), { withFileTypes: true })) {
      const path = join(within, one.name)
      if (one.isDirectory()) {
        folders.push(path)
        waiting.push(path)
      } else if (one.isFile()) files.push(path)
    }
  }
  return { folders, files }
}
