import type { Kysely, Transaction } from 'kysely'
import type { JournalFile } from '../../host/journal-file.ts'
import { applyLogLine } from './apply-log-line.ts'
import type { LogLine } from './log-line.ts'
import type { Tables } from './tables.ts'

/**
 * The hub's own log before its database, because PGlite never syncs. A line is on disk first, then in the database together with the log's
 * position; at start, and after a failed write, the database catches up from that position.
 */
export interface HubLog {
  /**
   * Decides under the log's lock what to write, given a database that has everything before; undefined writes nothing. Resolves when the line
   * is synced and in the database.
   */
  record(decide: () => Promise<LogLine | undefined>): Promise<void>
}

/** Opens the log on its file and brings the database up to it. */
export async function openHubLog(file: JournalFile, database: Kysely<Tables>): Promise<HubLog> {
  const texts = await file.read()
  let done = await position(database)
  if (done > texts.length) throw new HubLogShort(done, texts.length)
  /** Synced lines that the database has not yet. */
  const ahead = texts.slice(done).map(text => JSON.parse(text) as LogLine)
  let last = Promise.resolve()

  async function catchUp() {
    for (let line = ahead[0]; line; line = ahead[0]) {
      const next = line
      await database.transaction().execute(async transaction => applyAt(transaction, next, done + 1))
      done++
      ahead.shift()
    }
  }

  async function record(decide: () => Promise<LogLine | undefined>) {
    await catchUp()
    const line = await decide()
    if (!line) return
    await file.append([JSON.stringify(line)])
    ahead.push(line)
    await catchUp()
  }

  await catchUp()
  return {
    record(decide) {
      const mine = last.then(() => record(decide))
      last = mine.catch(() => {})
      return mine
    },
  }
}

/** The database remembers more than the log holds: somebody took the log away or put an older one there. */
export class HubLogShort extends Error {
  constructor(inDatabase: number, inLog: number) {
    super(
      `the hub's log has ${inLog} lines but its database has seen ${inDatabase}: put the right log back, or start with an empty folder`,
    )
    this.name = 'HubLogShort'
  }
}

async function applyAt(transaction: Transaction<Tables>, line: LogLine, newPosition: number) {
  await applyLogLine(transaction, line)
  await transaction
    .insertInto('meta')
    .values({ name: 'log-position', value: newPosition })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value: newPosition }))
    .execute()
}

async function position(database: Kysely<Tables>): Promise<number> {
  const row = await database.selectFrom('meta').select('value').where('name', '=', 'log-position').executeTakeFirst()
  return Number(row?.value ?? 0)
}
