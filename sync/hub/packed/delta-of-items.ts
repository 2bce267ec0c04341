import { type Kysely, sql } from 'kysely'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { RegisterDelta } from '../../register/segments/delta.ts'
import { holdKeyOf } from '../../register/segments/person-tables.ts'
import { headingOf, itemRowOf } from '../../register/segments/split-items.ts'
import type { Tables } from '../tables.ts'
import { holdRow, loanTagRow, OffShelf } from './loan-tables.ts'
import { oneOf } from './row-source.ts'

/** Keys of the rows that changed, by kind, as `RegisterRow` has them. */
export type ChangedKeys = (kind: string) => readonly string[]

/** Titles whose heading or copies changed, each with all of its copies: they are told relative to it. */
export async function changedItems(db: Kysely<Tables>, changed: ChangedKeys): Promise<Pick<RegisterDelta, 'titles' | 'items'>> {
  const barcodes = changed('item')
  const here = await itemsWhere(db, 'barcode', barcodes)
  const titleIds = sorted([...here.map(({ item }) => item.titleId), ...changed('title')])
  const copies = await itemsWhere(db, 'title_id', titleIds)
  const headings = new Map(copies.toReversed().map(({ item }) => [item.titleId, headingOf(item)]))
  const present = new Set(here.map(({ key }) => key))
  return {
    titles: {
      changed: titleIds.flatMap(titleId => headings.get(titleId) ?? []),
      gone: titleIds.filter(titleId => !headings.has(titleId)),
    },
    items: {
      changed: copies.map(({ item }) => itemRowOf(item, headings.get(item.titleId)!)),
      gone: sorted(barcodes).filter(key => !present.has(key)),
    },
  }
}

/** States of items whose own row, status, loan or caught hold changed; what is gone stands on its shelf. */
export async function changedStates(db: Kysely<Tables>, changed: ChangedKeys): Promise<RegisterDelta['states']> {
  const holds = await holdsWhere(db, 'hold_id', changed('hold'))
  const caughtNow = holds.flatMap(({ state }) => (state.kind === 'queued' ? [] : [numberKey(state.barcode)]))
  const keys = sorted([...changed('item'), ...changed('status'), ...changed('loan'), ...caughtNow])
  const items = await itemsWhere(db, 'barcode', keys)
  const statuses = await db.selectFrom('statuses').selectAll().where(oneOf('barcode', keys)).execute()
  const loans = await loansWhere(db, keys)
  const offShelf = new OffShelf()
  for (const { key, item } of items) offShelf.say(key, item.barcode, item.circulationStatus)
  for (const { barcode, status } of statuses) offShelf.say(barcode, barcode, status as Item['circulationStatus'])
  const titleIds = [...new Set(items.map(({ item }) => item.titleId))]
  for (const hold of [...(await holdsWhere(db, 'title_id', titleIds)), ...holds]) offShelf.caught(hold)
  const rows = keys.map(key => ({ key, row: offShelf.row(key, loans.get(key)) }))
  return {
    changed: rows.flatMap(({ row }) => row ?? []),
    gone: rows.filter(({ row }) => !row).map(({ key }) => key),
  }
}

/** Tags of loans that changed. */
export async function changedLoanTags(
  db: Kysely<Tables>,
  changed: ChangedKeys,
  key: Uint8Array,
): Promise<RegisterDelta['loan-tags']> {
  const keys = sorted(changed('loan'))
  const loans = await loansWhere(db, keys)
  return {
    changed: keys.flatMap(barcode => (loans.has(barcode) ? loanTagRow(loans.get(barcode)!, key) : [])),
    gone: keys.filter(barcode => !loans.has(barcode)),
  }
}

/** Holds that changed; one that ended is kept with its title. */
export async function changedHolds(db: Kysely<Tables>, changed: ChangedKeys, key: Uint8Array): Promise<RegisterDelta['holds']> {
  const ids = changed('hold')
  const rows = await db.selectFrom('holds').select(['title_id', 'hold_id', 'ended', 'row']).where(oneOf('hold_id', ids)).execute()
  const inOrder = rows
    .map(row => ({ ...row, key: holdKeyOf(row.title_id, row.hold_id) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    changed: inOrder.filter(({ ended }) => ended === null).map(({ row }) => holdRow(JSON.parse(row) as Hold, key)),
    gone: inOrder.filter(({ ended }) => ended !== null).map(hold => hold.key),
  }
}

/** Each once, in the order in which keys are packed. */
export function sorted(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort()
}

/** In the order of barcodes. */
async function itemsWhere(db: Kysely<Tables>, column: 'barcode' | 'title_id', keys: readonly string[]) {
  if (keys.length === 0) return []
  const rows = await db.selectFrom('items').select(['barcode as key', 'row']).where(oneOf(column, keys)).execute()
  return rows.map(({ key, row }) => ({ key, item: JSON.parse(row) as Item })).sort((a, b) => (a.key < b.key ? -1 : 1))
}

async function loansWhere(db: Kysely<Tables>, barcodes: readonly string[]): Promise<ReadonlyMap<string, Loan>> {
  if (barcodes.length === 0) return new Map()
  const rows = await db.selectFrom('loans').select(['barcode', 'row']).where(oneOf('barcode', barcodes)).execute()
  return new Map(rows.map(({ barcode, row }) => [barcode, JSON.parse(row) as Loan]))
}

async function holdsWhere(db: Kysely<Tables>, column: 'hold_id' | 'title_id', keys: readonly string[]): Promise<Hold[]> {
  if (keys.length === 0) return []
  const rows = await sql<{ row: string }>`select row from holds where ended is null and ${oneOf(column, keys)}`.execute(db)
  return rows.rows.map(({ row }) => JSON.parse(row) as Hold)
}
