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
 * On a server that syncs what it confirms, the database is its own log: a line is carried out in one transaction, under a lock that all hub
 * processes share. What is decided sees every line before it.
 */
export function logInDatabase(database: Kysely<Tables>): HubLog & { readonly syncs: () => number } {
  let syncs = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    /** How many writes the server has confirmed, each when it was on its disk. */
    syncs: () => syncs,
    record(decide) {
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
