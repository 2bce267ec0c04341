import { existsSync } from 'node:fs'
import { backUp, restore } from '../sync/hub/operation/backup.node.ts'
import { afterServerRestore, backUpServer, restoreServer } from '../sync/hub/operation/server-backup.node.ts'

export interface KeptWhere {
  readonly data: string
  readonly databaseUrl?: string | undefined
}

export const backupCommands = ['backup', 'restore', 'after-restore'] as const

/** Does one of them and says in one line what was done. Rejects with an error whose message says why not. */
export async function keepOrBringBack(
  command: (typeof backupCommands)[number],
  file: string | undefined,
  { data, databaseUrl }: KeptWhere,
): Promise<string> {
  const now = new Date().toISOString()
  if (command === 'after-restore') {
    if (databaseUrl === undefined)
      throw new Error('after-restore is for a database on a server: DATABASE_URL, or database in the configuration')
    await afterServerRestore(databaseUrl, now)
    return 'the database is ready for a hub: stations will be told everything anew'
  }
  if (file === undefined) throw new Error(`npm run hub -- ${command} FILE`)
  if (command === 'backup') {
    if (existsSync(file)) throw new Error(`${file} is there already: a backup does not overwrite one, give another name`)
    if (databaseUrl === undefined) return `${file}: ${await backUp(data, file, now)} lines of the hub's log`
    await backUpServer(databaseUrl, file)
    return `${file}: the database`
  }
  if (databaseUrl === undefined) {
    const { lines, at } = await restore(file, data, now)
    return `${data}: ${lines} lines, as of ${at}; start the hub, and the stations send what came after`
  }
  await restoreServer(databaseUrl, file, now)
  return 'the database is as it was; start the hub, and the stations send what came after'
}
