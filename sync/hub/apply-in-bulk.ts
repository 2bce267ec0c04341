import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { numberKey as number } from '../../circulation/numbers.ts'
import type { TableChange } from '../connectors/library-tables.ts'
import type { RegisterRow } from './ports.ts'
import type { Tables } from './tables.ts'

type Change<K extends TableChange['kind']> = Extract<TableChange, { kind: K }>
type BulkKind = 'put-item' | 'set-place' | 'put-patron' | 'put-loan'

/** Rows of a kind that were put one after the other: a register that comes by files has millions of them. */
export type Bulk = {
  [Kind in BulkKind]: { readonly kind: 'bulk'; readonly of: Kind; readonly changes: readonly Change<Kind>[] }
}[BulkKind]

/** Fewer are as quick one by one. */
const worthIt = 20
const bulkKinds: readonly string[] = ['put-item', 'set-place', 'put-patron', 'put-loan'] satisfies BulkKind[]

/** The changes in their order, long runs of rows together. Items and their places do not touch each other. */
export function inBulk(changes: readonly TableChange[]): readonly (TableChange | Bulk)[] {
  const found: (TableChange | Bulk)[] = []
  for (let from = 0; from < changes.length; ) {
    const family = familyOf(changes[from]!)
    let to = from + 1
    const names = new Set(namesOf(changes[from]!))
    while (family !== undefined && to < changes.length && familyOf(changes[to]!) === family) {
      const more = namesOf(changes[to]!)
      // What a row replaces, and whose a card is, depends on who came before: such rows are not of one run.
      if (more.some(one => names.has(one))) break
      for (const one of more) names.add(one)
      to++
    }
    const run = changes.slice(from, to)
    if (family === undefined || run.length < worthIt) found.push(...run)
    else for (const kind of bulkKinds) found.push(...bulkOf(run.filter(change => change.kind === kind)))
    from = to
  }
  return found
}

/** The same as one by one, in a few statements. */
export async function applyInBulk(db: Kysely<Tables>, bulk: Bulk): Promise<readonly RegisterRow[]> {
  switch (bulk.of) {
    case 'put-item':
      return putItems(db, bulk.changes)
    case 'set-place':
      return setPlaces(db, bulk.changes)
    case 'put-patron':
      return putPatrons(db, bulk.changes)
    case 'put-loan':
      return putLoans(db, bulk.changes)
  }
}

function familyOf({ kind }: TableChange): string | undefined {
  if (kind === 'put-item' || kind === 'set-place') return 'items'
  return bulkKinds.includes(kind) ? kind : undefined
}

/** What a row is known by, a patron's cards too: each once in a run. */
function namesOf(change: TableChange): readonly string[] {
  if (change.kind !== 'put-patron') return [`${change.kind} ${keyOf(change)}`]
  const { patronId, cards } = change.patron
  return [`id ${patronId}`, ...new Set(cards.map(card => `card ${number(card)}`))]
}

function bulkOf(changes: readonly TableChange[]): Bulk[] {
  const [first] = changes
  return first ? [{ kind: 'bulk', of: first.kind, changes } as Bulk] : []
}

function keyOf(change: TableChange): string {
  if (change.kind === 'put-item') return number(change.item.barcode)
  if (change.kind === 'put-patron') return change.patron.patronId
  if (change.kind === 'put-loan') return number(change.loan.barcode)
  return 'barcode' in change ? number(change.barcode) : ''
}

async function putItems(db: Kysely<Tables>, changes: readonly Change<'put-item'>[]): Promise<readonly RegisterRow[]> {
  const items = changes.map(({ item }) => item)
  const keys = items.map(one => number(one.barcode))
  const found = await sql<{ barcode: string; title_id: string }>`
    select barcode, title_id from items where barcode = any(${keys})`.execute(db)
  const titles = new Map(found.rows.map(row => [row.barcode, row.title_id]))
  await sql`
    insert into items (barcode, title_id, home_branch, row)
    select * from unnest(${keys}::text[], ${items.map(one => one.titleId)}::text[],
      ${items.map(one => one.homeBranch)}::text[], ${items.map(one => JSON.stringify(one))}::text[])
    on conflict (barcode) do update
      set title_id = excluded.title_id, home_branch = excluded.home_branch, row = excluded.row`.execute(db)
  return items.flatMap(({ titleId }, index) => {
    const left = titles.get(keys[index]!)
    const more = left === undefined || left === titleId ? [] : [{ kind: 'title', key: left } as const]
    return [{ kind: 'item', key: keys[index]! } as const, ...more]
  })
}

async function setPlaces(db: Kysely<Tables>, places: readonly Change<'set-place'>[]): Promise<readonly RegisterRow[]> {
  await sql`
    insert into places (barcode, branch)
    select * from unnest(${places.map(one => number(one.barcode))}::text[], ${places.map(one => one.branch)}::text[])
    on conflict (barcode) do update set branch = excluded.branch`.execute(db)
  return []
}

async function putPatrons(db: Kysely<Tables>, changes: readonly Change<'put-patron'>[]): Promise<readonly RegisterRow[]> {
  const patrons = changes.map(({ patron }) => patron)
  const ids = patrons.map(one => one.patronId)
  await sql`
    insert into patrons (patron_id, row)
    select * from unnest(${ids}::text[], ${patrons.map(one => JSON.stringify(one))}::text[])
    on conflict (patron_id) do update set row = excluded.row`.execute(db)
  const before = await sql<{ card: string }>`delete from cards where patron_id = any(${ids}) returning card`.execute(db)
  const cards = new Map(patrons.flatMap(one => one.cards.map(card => [number(card), one.patronId] as const)))
  await sql`
    insert into cards (card, patron_id) select * from unnest(${[...cards.keys()]}::text[], ${[...cards.values()]}::text[])
    on conflict (card) do update set patron_id = excluded.patron_id`.execute(db)
  const gone = before.rows.filter(({ card }) => !cards.has(card))
  return [
    ...ids.map(key => ({ kind: 'patron', key }) as const),
    ...gone.map(({ card }) => ({ kind: 'card', key: card }) as const),
  ]
}

async function putLoans(db: Kysely<Tables>, changes: readonly Change<'put-loan'>[]): Promise<readonly RegisterRow[]> {
  const loans = changes.map(({ loan }) => loan)
  const barcodes = loans.map(one => number(one.barcode))
  const before = await sql<{ barcode: string; patron_id: string }>`
    select barcode, patron_id from loans where barcode = any(${barcodes})`.execute(db)
  const holders = new Map(before.rows.map(row => [row.barcode, row.patron_id]))
  await sql`
    insert into loans (barcode, patron_id, row)
    select * from unnest(${barcodes}::text[], ${loans.map(one => one.patronId)}::text[],
      ${loans.map(one => JSON.stringify(one))}::text[])
    on conflict (barcode) do update set patron_id = excluded.patron_id, row = excluded.row`.execute(db)
  return loans.flatMap(({ patronId }, index) => {
    const holder = holders.get(barcodes[index]!)
    const counts = holder === patronId ? [] : [patronId, ...(holder === undefined ? [] : [holder])]
    return [{ kind: 'loan', key: barcodes[index]! } as const, ...counts.map(key => ({ kind: 'counts', key }) as const)]
  })
}
