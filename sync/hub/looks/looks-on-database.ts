import type { Kysely, Transaction } from 'kysely'
import { type Sighting, withLook } from '../../../circulation/looks/sighting.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { HubLog } from '../hub-log.ts'
import type { Tables } from '../tables.ts'
import { type LookStore, type Looks, type PatronLook, sightingsKept } from './look-store.ts'

/** Looks on the hub's database; whatever is remembered goes through the hub's log first. */
export function looksOnDatabase(db: Kysely<Tables>, log: HubLog): LookStore {
  return {
    async sightings(barcode) {
      const newest = db.selectFrom('sightings').select('row').where('barcode', '=', numberKey(barcode)).orderBy('number', 'desc')
      return (await newest.limit(sightingsKept).execute()).map(({ row }) => JSON.parse(row) as Sighting).reverse()
    },
    async patron(patronId) {
      const found = await db.selectFrom('patron_looks').select('row').where('patron_id', '=', patronId).executeTakeFirst()
      return found && (JSON.parse(found.row) as PatronLook)
    },
    async remember(looks) {
      if (looks.items.length + looks.patrons.length > 0) await log.record(async () => ({ type: 'looked', ...looks }))
    },
  }
}

/** Puts looks of a log line into the database. */
export async function putLooks(transaction: Transaction<Tables>, { items, patrons }: Looks): Promise<void> {
  for (const { barcode, ...look } of items) {
    const key = numberKey(barcode)
    const last = await transaction
      .selectFrom('sightings')
      .select(['number', 'row'])
      .where('barcode', '=', key)
      .orderBy('number', 'desc')
      .executeTakeFirst()
    const before: readonly Sighting[] = last ? [JSON.parse(last.row)] : []
    const after = withLook(before, look)
    if (after === before) continue
    const row = JSON.stringify(after.at(-1))
    if (last && after.length === before.length)
      await transaction.updateTable('sightings').set({ row }).where('number', '=', last.number).execute()
    else await transaction.insertInto('sightings').values({ barcode: key, row }).execute()
  }
  for (const look of patrons) {
    const row = JSON.stringify(look)
    await transaction
      .insertInto('patron_looks')
      .values({ patron_id: look.patronId, at: look.at, row })
      .onConflict(conflict =>
        conflict.column('patron_id').doUpdateSet({ at: look.at, row }).where('patron_looks.at', '<=', look.at),
      )
      .execute()
  }
}
