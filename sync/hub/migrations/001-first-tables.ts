import { type Kysely, sql } from 'kysely'

const statements = [
  'create table meta (name text primary key, value bigint not null)',
  'create table stations (station text primary key, token_hash text not null unique, enrolled_at text not null)',
  `create table entries (
    arrival bigserial primary key, station text not null, epoch text not null, sequence integer not null, hash text not null,
    fork boolean not null, received_at text not null, payload text not null, kind text, barcode text, replayed boolean not null,
    outcome text, outcome_kind text, outcome_at text, in_version bigint, outcome_number bigint,
    unique (station, epoch, sequence, hash))`,
  'create unique index entries_one_main on entries (station, epoch, sequence) where not fork',
  'create index entries_waiting on entries (arrival) where replayed and outcome is null',
  `create index entries_undecided on entries (arrival) where outcome_kind = 'needs-person'`,
  'create index entries_barcode on entries (barcode)',
  'create index entries_outcomes on entries (station, outcome_number) where outcome_number is not null',
  `create table sending_marks (
    mark text primary key, station text not null, epoch text not null, sequence integer not null, actions text not null, outcome text not null, at text not null,
    open boolean not null)`,
  'create index sending_marks_open on sending_marks (mark) where open',
  'create table items (barcode text primary key, title_id text not null, home_branch text not null, row text not null)',
  'create index items_title on items (title_id)',
  'create table statuses (barcode text primary key, status text not null)',
  'create table places (barcode text primary key, branch text not null)',
  'create table patrons (patron_id text primary key, row text not null)',
  'create table cards (card text primary key, patron_id text not null)',
  'create index cards_patron on cards (patron_id)',
  'create table loans (barcode text primary key, patron_id text not null, row text not null)',
  'create index loans_patron on loans (patron_id)',
  `create table ended_loans (
    barcode text not null, patron_id text not null, lent_at text not null, row text not null, primary key (barcode, patron_id, lent_at))`,
  `create table holds (
    hold_id text primary key, title_id text not null, patron_id text not null, placed_at text not null, ended text, row text not null)`,
  'create index holds_title on holds (title_id) where ended is null',
  'create index holds_patron on holds (patron_id) where ended is null',
  'create table scans (number bigserial primary key, barcode text not null, at text not null, row text not null)',
  'create index scans_barcode on scans (barcode)',
  'create table item_memories (barcode text primary key, row text not null)',
  'create table library_marks (mark text primary key)',
  'create table settings (number integer primary key, row text not null)',
  'create table changes (version bigint not null, kind text not null, key text not null)',
  'create index changes_version on changes (version)',
]

/** Everything the first hub keeps: uploads, the builtin library system, the change table that stations read from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
