import type { Kysely, Transaction } from 'kysely'
import type { LongJournalFile } from '../../host/journal-file.ts'
import { applyLogLine } from './apply-log-line.ts'
import type { LogLine } from './log-line.ts'
import type { Tables } from './tables.ts'

/**
 * The hub's own log before its database, because PGlite never syncs. A line is on disk first, then in the database together with the log's
 * position; at start, and after a failed write, the database catches up from that position.
 */
export interface HubLog {
  /**
   * Decides under the log's lock what to write, given a database that has everything before; undefined writes nothing. A line given as such rests on
   * nothing that stands, and need not wait for what is decided. Resolves when the line is synced and in the database.
   */
  record(what: LogLine | (() => Promise<LogLine | undefined>)): Promise<void>
}

/** What a start has to catch up with goes into the database in so many lines at once. */
const linesAtOnce = 100

/** Opens the log on its file and brings the database up to it. */
export async function openHubLog(file: LongJournalFile, database: Kysely<Tables>): Promise<HubLog> {
  let done = await position(database)
  /** Synced lines that the database has not yet. */
  const ahead: LogLine[] = []
  let last = Promise.resolve()
  /** Lines that wait for their turn together: they share a sync. */
  let group: { readonly lines: LogLine[]; readonly written: Promise<void> } | undefined

  async function apply(lines: readonly LogLine[]) {
    await database.transaction().execute(async transaction => {
      for (const line of lines) await applyLogLine(transaction, line)
      await setPosition(transaction, done + lines.length)
    })
    done += lines.length
    ahead.splice(0, lines.length)
  }

  async function catchUp() {
    while (ahead.length > 0)
      await apply(ahead.slice(0, linesAtOnce)).catch(error => {
        // Whatever stands before the one that the database refuses goes in.
        if (ahead.length === 1) throw error
        return apply(ahead.slice(0, 1))
      })
  }

  async function write(lines: readonly LogLine[]) {
    if (lines.length === 0) return
    await file.append(lines.map(line => JSON.stringify(line)))
    ahead.push(...lines)
    await catchUp()
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(catchUp).then(work)
    last = mine.catch(() => {})
    return mine
  }

  function inGroup(line: LogLine): Promise<void> {
    if (!group) {
      const lines: LogLine[] = []
      const written = inTurn(() => {
        group = undefined
        return write(lines)
      })
      group = { lines, written }
      // Where catching up fails before its turn, nobody may join it any more.
      written.catch(() => {
        if (group?.lines === lines) group = undefined
      })
    }
    group.lines.push(line)
    return group.written
  }

  const known = done
  const inLog = await file.readInParts(known, async texts => {
    for (const text of texts) ahead.push(JSON.parse(text) as LogLine)
    await catchUp()
  })
  if (known > inLog) throw new HubLogShort(known, inLog)
  return {
    record(what) {
      if (typeof what !== 'function') return inGroup(what)
      return inTurn(async () => {
        const line = await what()
        if (line) await write([line])
      })
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

async function setPosition(transaction: Transaction<Tables>, newPosition: number) {
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
