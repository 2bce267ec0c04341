import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { type DiskJournalFile, openJournalFile } from '../../host/journal-file.node.ts'
import type { Claims } from './claims.ts'
import type { Database } from './database.node.ts'
import { openDatabaseFolder } from './database-folder.node.ts'
import { type HubLog, openHubLog } from './hub-log.ts'
import { beginVersions } from './register-version.ts'
import { nodeCipher } from './retention/cipher.node.ts'
import { keepPersonsForgotten, usualPersonsDays } from './retention/forget-persons.ts'
import { keyFile, personKeysFile } from './retention/key-file.node.ts'
import { keysInDatabase } from './retention/keys-in-database.ts'
import { openingPlugin } from './retention/opening-plugin.ts'
import { type KeyPlace, PersonKeys } from './retention/person-keys.ts'
import { sealingLog } from './retention/sealing-log.ts'

export interface OpenDatabase {
  readonly database: Database
  readonly log: HubLog
  /** Only where other processes work on the same database. */
  readonly claims?: Claims
  /** Does what only one of them may do at a time. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** How often a write of this process was synced since it began. */
  syncs(): number
}

export interface DatabaseOptions {
  readonly folder: string
  /** A PostgreSQL server's database (`postgres://...`) instead of the embedded one. */
  readonly databaseUrl?: string
  readonly openLogFile?: (path: string) => DiskJournalFile
  /** How many days it is known who a transaction was about, from when it was written down; 60 if not given. */
  readonly personsDays?: number
  readonly trouble: (what: string, error?: unknown) => void
  now(): string
  /** Takes what must be closed, in the order of opening. */
  readonly closeLater: (close: () => Promise<unknown>) => void
  /** Another process stored something. */
  readonly onNews: () => void
}

/** Opens the hub's database, with what makes its writes durable, and begins the count of versions in a new one. */
export async function openHubDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { place, ...opened } = await (options.databaseUrl === undefined
    ? embedded(options)
    : onServer(options.databaseUrl, options))
  const { now, personsDays: days = usualPersonsDays, trouble, closeLater } = options
  const keys = await PersonKeys.open({ place, cipher: nodeCipher, now })
  const database = opened.database.withPlugin(openingPlugin(keys))
  const log = sealingLog(opened.log, keys)
  const forgetting = { stored: opened.database, database, log, keys, days, alone: opened.alone }
  const onError = (error: unknown) => trouble('who older transactions were about could not be forgotten', error)
  closeLater(await keepPersonsForgotten(forgetting, onError))
  return { ...opened, database, log }
}

type Stored = OpenDatabase & { readonly place: KeyPlace }

async function embedded({ folder, openLogFile, trouble, now, closeLater }: DatabaseOptions): Promise<Stored> {
  const { database, close, putAside } = await openDatabaseFolder(folder)
  closeLater(close)
  if (putAside) trouble(`the database could not be trusted after a crash; it is kept in ${putAside} and made anew from the log`)
  await beginVersions(database, seconds(now()))
  const file = (openLogFile ?? openJournalFile)(join(folder, 'hub.log'))
  closeLater(() => file.close())
  const place = keyFile(join(folder, personKeysFile))
  return { place, database, log: await openHubLog(file, database), alone: work => work(), syncs: () => file.syncs() }
}

/** Loaded only where it is wanted: a desk with its own hub needs no driver for servers. */
async function onServer(url: string, { trouble, now, closeLater, onNews }: DatabaseOptions): Promise<Stored> {
  const { openServerDatabase } = await import('./server/server-database.node.ts')
  const { claimsInDatabase } = await import('./server/claims-in-database.node.ts')
  const { logInDatabase } = await import('./server/log-in-database.ts')
  const database = await openServerDatabase(url, error => trouble('a connection to the database broke', error))
  closeLater(() => database.destroy())
  const claims = await claimsInDatabase({ url, onNews })
  closeLater(() => claims.close())
  await claims.alone(() => beginVersions(database, seconds(now())))
  const log = logInDatabase(database)
  return { place: keysInDatabase(database), database, log, claims, alone: work => claims.alone(work), syncs: log.syncs }
}

function seconds(now: string): number {
  return Math.floor(Temporal.Instant.from(now).epochMilliseconds / 1000)
}
