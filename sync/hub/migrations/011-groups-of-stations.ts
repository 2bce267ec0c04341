import { type Kysely, sql } from 'kysely'

/** A key for each group of stations; the one before is that of the stations in none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table tag_keys add column station_group text not null default ''").execute(db)
}
