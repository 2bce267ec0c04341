import { type Kysely, sql } from 'kysely'

const statements = [
  'create table brake_settings (connector text primary key, row text not null)',
  `create table brake_changes (
    at text not null, connector text not null, done_by text not null, before text not null, after text not null, primary key (at, connector))`,
  `create table brake_held (
    station text not null, epoch text not null, sequence integer not null, hash text not null, why text not null, held text not null, at text not null,
    primary key (station, epoch, sequence, hash))`,
  `create table brake_tallies (
    station text not null, epoch text not null, sequence integer not null, hash text not null, kind text not null, ruling text not null, closes boolean not null,
    at text not null, done_by text, primary key (station, epoch, sequence, hash, kind, ruling))`,
  `create index brake_tallies_closes on brake_tallies (at) where closes and ruling = 'wrote'`,
  'create table reconciliations (at text not null, connector text not null, report text not null, primary key (at, connector))',
]

/** The administrator's brake: settings and who changed them, what is held back and why, how often each kind was ruled how; and what was read back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
