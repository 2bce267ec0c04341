import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** Reads that belong together: all of them see the database as it was at the first, whoever writes meanwhile. */
export function snapshot<T>(db: Kysely<Tables>, read: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(read)
}
