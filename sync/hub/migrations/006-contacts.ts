import { type Kysely, sql } from 'kysely'

/** When each station was last heard. Not in the hub's log: after a crash it is known again with the next contact. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table station_contacts (station text primary key, row text not null)').execute(db)
}
