import { type Kysely, sql } from 'kysely'

const statements = [
  `create table steps (
    number bigserial primary key, station text not null, epoch text not null, sequence integer not null, hash text not null,
    step text not null, at text not null, detail text not null)`,
  'create index steps_entry on steps (station, epoch, sequence)',
]

/** The audit trail: what was written and decided for each entry, never changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
