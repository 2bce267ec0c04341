import { type Kysely, sql } from 'kysely'
import { applyLogLine } from '../apply-log-line.ts'
import type { HubLog } from '../hub-log.ts'
import type { LogLine } from '../log-line.ts'
import type { Tables } from '../tables.ts'

/** Held while one process writes, so that each decides on all that was written before. Any number that nothing else uses. */
const writing = 7_025_001
/** What the others must look at at once. */
const told: readonly LogLine['type'][] = ['uploaded', 'brake-changed']
/** Where processes tell each other that something came in. */
export const newsChannel = 'pysakki_news'

/**
 * On a server that syncs what it confirms, the database is its own log: a line is carried out in one transaction. One that is decided on what stands
 * is under a lock that all hub processes share, and sees every such line before it.
 */
export function logInDatabase(database: Kysely<Tables>): HubLog & { readonly syncs: () => number } {
  let syncs = 0
  let last: Promise<unknown> = Promise.resolve()

  /** Rests on nothing that stands: without the lock. What it counts on waits on its row for whoever counted before. */
  async function alone(line: LogLine): Promise<void> {
    await database.transaction().execute(transaction => applyLogLine(transaction, line))
    syncs++
  }

  return {
    /** How many writes the server has confirmed, each when it was on its disk. */
    syncs: () => syncs,
    record(what) {
      if (typeof what !== 'function') return alone(what)
      const decide = what
      // One at a time here too: who waits for the lock holds a connection, and deciding needs another.
      const mine = last.then(() =>
        database.transaction().execute(async (transaction): Promise<boolean> => {
          await sql`select pg_advisory_xact_lock(${sql.lit(writing)})`.execute(transaction)
          const line = await decide()
          if (!line) return false
          await applyLogLine(transaction, line)
          if (told.includes(line.type)) await sql`select pg_notify(${newsChannel}, '')`.execute(transaction)
          return true
        }),
      )
      last = mine.catch(() => {})
      return mine.then(written => {
        if (written) syncs++
      })
    },
  }
}
