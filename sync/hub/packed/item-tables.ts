import { sql } from 'kysely'
import type { Item, ItemStatus } from '../../../circulation/item.ts'
import type { ItemRow, TitleRow } from '../../register/segments/rows.ts'
import { headingOf, itemRowOf } from '../../register/segments/split-items.ts'
import { pages, type RowSource } from './row-source.ts'

interface Stored {
  readonly key: string
  readonly row: string
}

/** Headings of titles that were met lately: copies stand close together. */
const headingsKept = 20_000

/**
 * Rows of all items by barcode, each beside the heading of its title. `onStatus` is told of those that do not simply stand on their shelf, by what
 * their own row says.
 */
export async function* itemRows(
  source: RowSource,
  onStatus: (key: string, barcode: string, status: ItemStatus) => void,
): AsyncGenerator<ItemRow> {
  const { db, inOrder } = source
  const headings = new Map<string, TitleRow>()
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select barcode as key, row from items ${after ? sql`where ${inOrder('barcode')} > ${after.key}` : sql``}
      order by ${inOrder('barcode')} limit ${most}`.execute(db)
  for await (const rows of pages(source, read)) {
    const items = rows.map(({ key, row }) => ({ key, item: JSON.parse(row) as Item }))
    const unknown = new Set(items.map(({ item }) => item.titleId).filter(titleId => !headings.has(titleId)))
    for (const [titleId, heading] of await headingsOf(source, [...unknown])) headings.set(titleId, heading)
    for (const { key, item } of items) {
      if (item.circulationStatus !== 'ok') onStatus(key, item.barcode, item.circulationStatus)
      yield itemRowOf(item, headings.get(item.titleId) ?? headingOf(item))
    }
    // The oldest first: a Map keeps the order in which they came.
    for (const titleId of headings.keys()) {
      if (headings.size <= headingsKept) break
      headings.delete(titleId)
    }
  }
}

/** A title's row is what its first copy says: the one whose barcode comes first. */
export async function headingsOf(
  { db, inOrder }: Pick<RowSource, 'db' | 'inOrder'>,
  titleIds: readonly string[],
): Promise<ReadonlyMap<string, TitleRow>> {
  if (titleIds.length === 0) return new Map()
  const { rows } = await sql<Stored>`select distinct on (title_id) title_id as key, row from items
    where title_id = any(${titleIds}) order by title_id, ${inOrder('barcode')}`.execute(db)
  return new Map(rows.map(({ key, row }) => [key, headingOf(JSON.parse(row) as Item)]))
}

/** Rows of all titles, by id. */
export async function* titleRows(source: RowSource): AsyncGenerator<TitleRow> {
  const { db, inOrder } = source
  const read = (after: { readonly key: string } | undefined, most: number) =>
    sql<{ key: string }>`select title_id as key from items ${after ? sql`where ${inOrder('title_id')} > ${after.key}` : sql``}
      order by ${inOrder('title_id')} limit ${most}`.execute(db)
  for await (const rows of pages(source, read)) {
    const titleIds = [...new Set(rows.map(({ key }) => key))]
    const headings = await headingsOf(source, titleIds)
    for (const titleId of titleIds) {
      const heading = headings.get(titleId)
      if (heading) yield heading
    }
  }
}
