import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { KeyPlace } from './person-keys.ts'

/** Beside the hub's log: without it the log says nobody. */
export const personKeysFile = 'persons.keys'

/** The keys' file is there and cannot be read: who the transactions were about would be lost if the hub went on without it. */
export class KeysUnreadable extends Error {
  constructor(path: string) {
    super(
      `${path} cannot be read: put it back from the latest backup, or take it away if who older transactions were about may be lost`,
    )
    this.name = 'KeysUnreadable'
  }
}

/** The keys in a file beside the hub's log. It is written anew, synced and renamed at each change; one process writes it. */
export function keyFile(path: string): KeyPlace {
  const read = async () => parsed(await readFile(path, 'utf8').catch(nothingYet), path)
  return {
    read,
    async add(day, key) {
      const keys = new Map([[day, key], ...(await read())])
      await write(path, keys)
      return keys
    },
    async remove(days) {
      const keys = await read()
      await write(path, new Map([...keys].filter(([day]) => !days.includes(day))))
    },
  }
}

/**
 * The keys as they lie there, for a copy. A hub at work may be putting new ones in their place and overwriting those that are being read:
 * then they are read again. Rejects with `KeysUnreadable`, or with the system's error.
 */
export async function keysToCopy(path: string): Promise<string> {
  for (let again = 3; ; again--) {
    const text = await readFile(path, 'utf8').catch(nothingYet)
    try {
      parsed(text, path)
      return text
    } catch (error) {
      if (again === 0) throw error
    }
  }
}

function nothingYet(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '{}'
  throw error
}

function parsed(text: string, path: string): Map<string, string> {
  try {
    const keys = Object.entries(JSON.parse(text) as Record<string, string>)
    if (keys.every(([day, key]) => /^\d{4}-\d{2}-\d{2}$/.test(day) && /^[0-9a-f]{64}$/.test(key))) return new Map(keys)
  } catch {
    // Told below.
  }
  throw new KeysUnreadable(path)
}

async function write(path: string, keys: ReadonlyMap<string, string>): Promise<void> {
  const part = `${path}.part`
  const text = Buffer.from(`${JSON.stringify(Object.fromEntries(keys))}\n`)
  // What stood there is overwritten before it is let go of, for what that is worth on this disk.
  const before = process.platform === 'win32' ? undefined : await open(path, 'r+').catch(() => undefined)
  const file = await open(part, 'w', 0o600)
  await file.writeFile(text)
  await file.sync().finally(() => file.close())
  await rename(part, path)
  if (process.platform !== 'win32') await syncFolder(dirname(path))
  if (!before) return
  const { size } = await before.stat()
  await before.write(Buffer.alloc(size), 0, size, 0)
  await before.sync().finally(() => before.close())
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
