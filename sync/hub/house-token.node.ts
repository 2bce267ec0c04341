import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** 256 bits of chance, in hex. */
export function newToken(): string {
  return randomBytes(32).toString('hex')
}

/** The token kept in the hub's folder, made at the first start and readable by its owner alone; so a desk's link works after a restart too. */
export async function houseToken(folder: string): Promise<string> {
  const path = join(folder, 'token')
  const kept = await readFile(path, 'utf8').catch(() => '')
  if (kept.trim()) return kept.trim()
  const token = newToken()
  const file = await open(path, 'w', 0o600)
  await file.writeFile(`${token}\n`)
  await file.sync()
  await file.close()
  return token
}
