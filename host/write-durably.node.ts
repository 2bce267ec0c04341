import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file whole: under another name first, synced, read back, then renamed, so that a stick pulled or a program killed too early leaves either all of
 * it or what was there. Rejects with the system's error, or where the medium does not give back what was written.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
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

/** A rename is on the medium when its folder is. Windows knows no folder to sync. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}
