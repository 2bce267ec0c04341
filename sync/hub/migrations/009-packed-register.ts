import { type Kysely, sql } from 'kysely'

const statements = [
  `create table packed_manifests (
    register text not null, name text not null, format text not null, version bigint not null, made_at text not null, replaced_at text, key text not null,
    row text not null, build text not null, primary key (register, name))`,
  'create table packed_parts (register text not null, name text not null, bytes bytea not null, primary key (register, name))',
  'create table packed_newcomers (patrons text not null, card text not null, place integer not null, primary key (patrons, card))',
  // Keys are packed in the order of their code points; a database in another order finds its pages in that one with indexes of their own.
  `do $$ begin
    if (select datcollate not in ('C', 'POSIX', 'C.UTF-8', 'C.utf8') from pg_database where datname = current_database()) then
      create index items_packed on items (barcode collate "C");
      create index items_title_packed on items (title_id collate "C");
      create index loans_packed on loans (barcode collate "C");
      create index statuses_packed on statuses (barcode collate "C");
      create index cards_packed on cards (card collate "C");
      create index patrons_packed on patrons (patron_id collate "C");
      create index holds_packed on holds (title_id collate "C", hold_id collate "C") where ended is null;
    end if;
  end $$`,
]

/** The packed register: its manifests, their parts by name, and the places of cards that came after a manifest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
