import { type Kysely, sql } from 'kysely'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { Tables } from './tables.ts'

/**
 * Gives all outcomes new numbers above every one that was given before, so that stations whose cursor the lost hub had moved on are told
 * everything anew; what they know already changes nothing. `at` is the instant of restoring: nobody gives an outcome every millisecond.
 */
export async function tellOutcomesAnew(database: Kysely<Tables>, at: string): Promise<void> {
  const jump = milliseconds(at)
  await database
    .updateTable('entries')
    .set({ outcome_number: sql<number>`outcome_number + ${jump}` })
    .where('outcome_number', 'is not', null)
    .execute()
  await database
    .insertInto('meta')
    .values({ name: 'outcome-number', value: jump })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value: sql<number>`meta.value + ${jump}` }))
    .execute()
}

/**
 * Begins the register's versions anew above every one that was given before: each station takes the register again instead of missing what the lost
 * database had told it and this one does not know.
 */
export async function beginVersionsAnew(database: Kysely<Tables>, at: string): Promise<void> {
  const value = milliseconds(at)
  await database.deleteFrom('changes').execute()
  for (const name of ['first-version', 'version'])
    await database
      .insertInto('meta')
      .values({ name, value })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
      .execute()
}
