import { type Kysely, sql } from 'kysely'

const statements = [
  'create table sightings (number bigserial primary key, barcode text not null, row text not null)',
  'create index sightings_barcode on sightings (barcode, number)',
  'create table patron_looks (patron_id text primary key, at text not null, row text not null)',
]

/** What the hub saw in a library system that tells no times. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
