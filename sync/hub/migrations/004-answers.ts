import { type Kysely, sql } from 'kysely'

/** Answers that were carried out are read at every pass of the replay. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create index entries_answers on entries (arrival) where kind = 'answer' and outcome_kind = 'applied'`)
    .execute(db)
}
