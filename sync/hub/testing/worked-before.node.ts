import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { nodeCipher } from '../retention/cipher.node.ts'
import { keyFile } from '../retention/key-file.node.ts'
import { keysInDatabase } from '../retention/keys-in-database.ts'

/** The hub was at work on the two days before: so its clock is believed. */
export async function workedBefore(instant: string, folder: string, databaseUrl?: string): Promise<void> {
  const daysBefore = (days: number) =>
    Temporal.Instant.from(instant)
      .subtract({ hours: 24 * days })
      .toString()
  const days = [2, 1].map(before => daysBefore(before).slice(0, 10))
  if (databaseUrl === undefined) {
    const place = keyFile(join(folder, 'persons.keys'))
    for (const day of days) await place.add(day, nodeCipher.newKey())
    return
  }
  const { openServerDatabase } = await import('../server/server-database.node.ts')
  const database = await openServerDatabase(databaseUrl, () => {})
  for (const day of days) await keysInDatabase(database).add(day, nodeCipher.newKey())
  await database.destroy()
}
