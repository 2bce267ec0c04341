import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { writeDurably } from '../../../host/write-durably.node.ts'
import { newHubJournalKey } from '../../journal/journal-seal.ts'
import type { Tables } from '../tables.ts'

/** The private half of the key to which stations seal their journals; beside the hub's log, in its backup. */
export const journalKeyFile = 'journal.key'

/** The hub's key, made where there is none: in its folder, or on a server in the database that all its processes share. */
export async function hubJournalKey(folder: string, database: Kysely<Tables>, isOnServer: boolean): Promise<string> {
  if (isOnServer) return keyOnServer(database)
  const path = join(folder, journalKeyFile)
  const kept = await readFile(path, 'utf8').catch(nothingYet)
  if (kept !== undefined) return kept
  const key = await newHubJournalKey()
  await writeDurably(path, key)
  return key
}

async function keyOnServer(database: Kysely<Tables>): Promise<string> {
  const read = () => database.selectFrom('hub_keys').select('key').where('name', '=', 'journal').executeTakeFirst()
  const kept = await read()
  if (kept) return kept.key
  await database
    .insertInto('hub_keys')
    .values({ name: 'journal', key: await newHubJournalKey() })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  return (await read())!.key
}

function nothingYet(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
