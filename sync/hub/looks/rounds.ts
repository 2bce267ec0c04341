import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { rememberedSince } from './look-store.ts'

/** The hub's rounds of looks: which day had one, and what to look at. */
export interface Rounds {
  /** Whether there ever was one. */
  any(): Promise<boolean>
  /** Takes the round of a day (`YYYY-MM-DD`) for this process; false where it was made, or is being made. */
  begin(day: string): Promise<boolean>
  /** The round of that day was not made after all. */
  open(day: string): Promise<void>
  /** What may be on board, and what has moved of late; instant now. */
  items(now: string): Promise<readonly string[]>
}

const lastRound = 'last-round'

/** Not through the log: a round too many does no harm. `ownBranches`: whose items go along on the vehicles. */
export function roundsOnDatabase(db: Kysely<Tables>, ownBranches: readonly string[]): Rounds {
  return {
    async any() {
      return (await db.selectFrom('meta').select('value').where('name', '=', lastRound).executeTakeFirst()) !== undefined
    },
    async begin(day) {
      const value = numberOf(day)
      const taken = await db
        .insertInto('meta')
        .values({ name: lastRound, value })
        .onConflict(conflict => conflict.column('name').doUpdateSet({ value }).where('meta.value', '<', value))
        .executeTakeFirst()
      return Number(taken.numInsertedOrUpdatedRows ?? 0) > 0
    },
    async open(day) {
      const value = numberOf(day)
      await db
        .updateTable('meta')
        .set({ value: value - 1 })
        .where('name', '=', lastRound)
        .where('value', '=', value)
        .execute()
    },
    async items(now) {
      const since = rememberedSince(now)
      const own = sql<boolean>`home_branch = any(${ownBranches})`
      const home = db.selectFrom('items').select('barcode').where(own)
      const here = db.selectFrom('places').select('barcode').where(sql<boolean>`branch = any(${ownBranches})`)
      const moved = db.selectFrom('sightings').select('barcode').where(sql<boolean>`row::json ->> 'from' >= ${since}`)
      const rows = await home.union(here).union(moved).orderBy('barcode').execute()
      return rows.map(({ barcode }) => barcode)
    },
  }
}

function numberOf(day: string): number {
  return Number(day.replaceAll('-', ''))
}
