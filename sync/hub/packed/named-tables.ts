import { type Kysely, sql } from 'kysely'
import type { Hold } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { holdKeyOf, nameRows } from '../../register/segments/person-tables.ts'
import type { NamedHoldRow, NamedRow, NameRow } from '../../register/segments/rows.ts'
import type { Telling } from '../detail/telling.ts'
import type { Tables } from '../tables.ts'
import { each, oneOf, pages, type RowSource } from './row-source.ts'

/** Rows of those whom this register names, by id. `onNamed` is told of each. */
export async function* namedRows(
  source: RowSource,
  telling: Telling,
  onNamed: (row: NamedRow) => void,
): AsyncGenerator<NamedRow> {
  type Stored = { readonly id: string; readonly row: string }
  const { db, inOrder } = source
  const { tier, id: register } = telling.detail
  const listed = sql`exists (select 1 from named_patrons where register = ${register} and named_patrons.patron_id = patrons.patron_id)`
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select patron_id as id, row from patrons where ${tier === 'named' ? listed : sql`true`}
      ${after ? sql`and ${inOrder('patron_id')} > ${after.id}` : sql``} order by ${inOrder('patron_id')} limit ${most}`.execute(
      db,
    )
  for await (const rows of pages(source, read)) {
    const patrons = rows.map(({ row }) => JSON.parse(row) as Patron).filter(({ isProtected }) => !isProtected)
    for (const row of await namedRowsOf(db, patrons)) {
      onNamed(row)
      yield row
    }
  }
}

/** These patrons' rows, with their loans and holds as they are now. */
export async function namedRowsOf(db: Kysely<Tables>, patrons: readonly Patron[]): Promise<NamedRow[]> {
  const ids = patrons.map(({ patronId }) => patronId)
  if (ids.length === 0) return []
  const loans = await db
    .selectFrom('loans')
    .select(['patron_id as id', 'barcode as key'])
    .where(oneOf('patron_id', ids))
    .execute()
  const holds = await db
    .selectFrom('holds')
    .select(['patron_id as id', 'title_id as title', 'hold_id as hold'])
    .where('ended', 'is', null)
    .where(oneOf('patron_id', ids))
    .execute()
  const loansOf = listed(loans)
  const holdsOf = listed(holds.map(({ id, title, hold }) => ({ id, key: holdKeyOf(title, hold) })))
  return patrons.map(patron => namedRow(patron, loansOf(patron.patronId), holdsOf(patron.patronId)))
}

function namedRow(patron: Patron, loans: readonly string[], holds: readonly string[]): NamedRow {
  const { patronId, cards, name, birthDate, homeBranch, category, expiresOn, blocks, barredUntil, feesCents } = patron
  return {
    patronId,
    cards,
    given: name?.given ?? '',
    family: name?.family ?? '',
    ...(birthDate !== undefined && { birthDate }),
    ...(homeBranch !== undefined && { homeBranch }),
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    ...(barredUntil !== undefined && { barredUntil }),
    feesCents,
    loans,
    holds,
  }
}

function listed(rows: readonly { readonly id: string; readonly key: string }[]): (id: string) => readonly string[] {
  const byId = new Map<string, string[]>()
  for (const { id, key } of rows) {
    const keys = byId.get(id)
    if (keys) keys.push(key)
    else byId.set(id, [key])
  }
  return id => (byId.get(id) ?? []).sort()
}

/** Both names of each, in order; all of them in memory. */
export function namesInOrder(rows: readonly NameRow[]): NameRow[] {
  return [...rows].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The names of a named patron, to be found by. */
export { nameRows }

/** Holds of these patrons, by id. */
export async function* namedHoldRows(source: RowSource, named: ReadonlySet<string>): AsyncGenerator<NamedHoldRow> {
  type Stored = { readonly id: string; readonly row: string }
  const { db, inOrder } = source
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select hold_id as id, row from holds where ended is null ${after ? sql`and ${inOrder('hold_id')} > ${after.id}` : sql``}
      order by ${inOrder('hold_id')} limit ${most}`.execute(db)
  for await (const { row } of each(pages(source, read))) {
    const { holdId, patronId } = JSON.parse(row) as Hold
    if (named.has(patronId)) yield { holdId, patronId }
  }
}

/** A barcode as lists of loans have it. */
export const loanKey = numberKey
