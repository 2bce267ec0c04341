import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FromHome, HomeHub } from '../../connectors/hub/home-hub.ts'

/** What is not asked for in so long is of an older register. */
const keptMs = 30 * 86_400_000

/** The register as home tells it to this bus. What never changes is kept on board, so that a bus's second station does not fetch it over the air again. */
export interface RegisterFromHome {
  /** Rejects with a `ConnectorError` where home cannot be reached and it is not here. */
  read(path: string): Promise<FromHome>
}

/** Keeps what never changes in a folder, as its bytes under the hash of its path, each with a first line that says what it is. */
export async function registerFromHome(
  home: Pick<HomeHub, 'read'>,
  folder: string,
  nowMs: () => number,
): Promise<RegisterFromHome> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await forgetOld(folder, nowMs)
  const fileOf = (path: string) => join(folder, createHash('sha256').update(path).digest('hex'))
  return {
    async read(path) {
      const file = fileOf(path)
      const kept = await readFile(file).catch(() => undefined)
      if (kept) {
        const end = kept.indexOf(10)
        return {
          status: 200,
          type: kept.subarray(0, end).toString(),
          isImmutable: true,
          bytes: new Uint8Array(kept.subarray(end + 1)),
        }
      }
      const found = await home.read(path)
      if (found.status !== 200 || !found.isImmutable) return found
      // A name that is whole or not there: a torn file would be taken for the segment.
      const beside = `${file}.${crypto.randomUUID()}.part`
      await writeFile(beside, Buffer.concat([Buffer.from(`${found.type}\n`), found.bytes]), { mode: 0o600 })
      await rename(beside, file)
      return found
    },
  }
}

async function forgetOld(folder: string, nowMs: () => number): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name))
    if (nowMs() - mtimeMs > keptMs || name.endsWith('.part')) await unlink(join(folder, name))
  }
}
