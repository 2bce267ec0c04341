import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { KeyPlace } from './person-keys.ts'

/** The keys in the database on a server that syncs what it confirms; several hubs share them. */
export function keysInDatabase(db: Kysely<Tables>): KeyPlace {
  const read = async () => {
    const rows = await db.selectFrom('person_keys').select(['day', 'key']).execute()
    return new Map(rows.map(({ day, key }) => [day, key]))
  }
  return {
    isShared: true,
    read,
    async add(day, key) {
      await db
        .insertInto('person_keys')
        .values({ day, key })
        .onConflict(conflict => conflict.column('day').doNothing())
        .execute()
      return read()
    },
    async remove(days) {
      await db.deleteFrom('person_keys').where('day', 'in', days).execute()
    },
  }
}
