import { type Kysely, sql } from 'kysely'

/** On a server: the keys under which it is kept who transactions were about, one for each day; and the one to which stations seal their journals. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table person_keys (day text primary key, key text not null)').execute(db)
  await sql.raw('create table hub_keys (name text primary key, key text not null)').execute(db)
}
