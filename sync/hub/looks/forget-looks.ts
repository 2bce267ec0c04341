import { type Kysely, sql } from 'kysely'
import { nowAndEvery } from '../now-and-every.ts'
import type { Tables } from '../tables.ts'
import { daysRemembered, rememberedSince, sightingsKept } from './look-store.ts'

/**
 * Forgets what no journal can need any more: sightings that ended before `since` or that many newer ones follow, never the last of an item, and
 * patrons' lists read before then. Instant, UTC.
 */
export async function forgetLooks(database: Kysely<Tables>, since: string): Promise<void> {
  await sql`
    delete from sightings using (
      select number, row_number() over (partition by barcode order by number desc) as place from sightings
    ) as ranked
    where sightings.number = ranked.number
      and (ranked.place > ${sql.lit(sightingsKept)} or (ranked.place > 1 and sightings.row::json ->> 'to' < ${since}))
  `.execute(database)
  await database.deleteFrom('patron_looks').where('at', '<', since).execute()
}

export interface ForgetOptions {
  readonly now: () => string
  readonly everyMs?: number
  readonly onError: (error: unknown) => void
}

/** Keeps the hub's memory of looks from growing for ever, and from keeping for ever who had what: now, and every few hours. */
export async function keepLooksTrimmed(
  database: Kysely<Tables>,
  { now, everyMs = 6 * 3_600_000, onError }: ForgetOptions,
): Promise<() => Promise<void>> {
  return nowAndEvery(everyMs, () => forgetLooks(database, rememberedSince(now(), daysRemembered)), onError)
}
