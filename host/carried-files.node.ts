import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { longestCarried, type OpenedFile } from './carried-files.ts'

/**
 * Writes a file to carry: under another name first, synced, read back, then renamed, so that a stick pulled too early has either the whole file or none.
 * Rejects with the system's error, or where the stick does not give back what was written.
 */
export async function writeCarried(path: string, text: string): Promise<void> {
  const half = join(dirname(path), `.${basename(path)}.part`)
  try {
    const file = await open(half, 'w', 0o600)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    if ((await readFile(half, 'utf8')) !== text) throw new Error('the medium does not give back what was written')
    await rename(half, path)
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** A rename is on the stick when its folder is. Windows knows no folder to sync. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Reads a file that a person chose. Rejects with the system's error, or where it is longer than any journal. */
export async function readCarried(path: string): Promise<OpenedFile> {
  if ((await stat(path)).size > longestCarried) throw new Error('the file is longer than any journal')
  return { name: basename(path), text: await readFile(path, 'utf8') }
}
