import { type Kysely, sql } from 'kysely'

const statements = [
  `create table brake_writes (
    station text not null, epoch text not null, sequence integer not null, hash text not null, at text not null,
    primary key (station, epoch, sequence, hash))`,
  'create index brake_writes_at on brake_writes (at)',
  `create table shadow_log (
    station text not null, epoch text not null, sequence integer not null, hash text not null, becomes text not null, line text not null, at text not null,
    primary key (station, epoch, sequence, hash))`,
]

/** What was let through in the last minutes, so that all processes keep one pace; and what a trial run would have written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
