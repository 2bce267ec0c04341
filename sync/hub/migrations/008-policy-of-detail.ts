import { type Kysely, sql } from 'kysely'

const statements = [
  'create table tag_keys (number serial primary key, key text not null, made_at text not null)',
  'create table named_patrons (register text not null, patron_id text not null, primary key (register, patron_id))',
]

/** The keys under which stations are told of persons; and whom each station's register names, until the next key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
