import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const keptMs = 30 * 24 * 3_600_000

/** Takes away what mending a journal file kept of its bytes (`.replaced-1`, `.torn-1`), where that is 30 days old: nobody has missed it. */
export async function forgetAside(path: string): Promise<void> {
  const name = basename(path)
  for (const other of await readdir(dirname(path))) {
    if (!other.startsWith(`${name}.replaced-`) && !other.startsWith(`${name}.torn-`)) continue
    const aside = join(dirname(path), other)
    const { mtimeMs } = await stat(aside)
    if (Date.now() - mtimeMs > keptMs) await rm(aside)
  }
}
