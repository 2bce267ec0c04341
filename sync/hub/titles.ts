import { type Kysely, sql } from 'kysely'
import type { Item } from '../../circulation/item.ts'
import { numberKey } from '../../circulation/numbers.ts'
import type { Tables } from './tables.ts'

/** Titles by barcode, as the hub's register has them; what it does not know is left out. */
export function titlesIn(db: Kysely<Tables>): (barcodes: readonly string[]) => Promise<ReadonlyMap<string, string>> {
  return async barcodes => {
    const known = db.selectFrom('items').select(['barcode', 'title_id']).where(sql<boolean>`barcode = any(${barcodes})`)
    return new Map((await known.execute()).map(row => [row.barcode, row.title_id]))
  }
}

/** What items are called, by barcode as it was asked for; by the hub's register alone, so that no list asks the library system item by item. */
export async function calledIn(db: Kysely<Tables>, barcodes: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const keys = [...new Set(barcodes.map(numberKey))]
  const rows = await db.selectFrom('items').select(['barcode', 'row']).where(sql<boolean>`barcode = any(${keys})`).execute()
  const called = new Map(rows.map(({ barcode, row }) => [barcode, (JSON.parse(row) as Item).title]))
  return Object.fromEntries(barcodes.flatMap(barcode => [[barcode, called.get(numberKey(barcode))]]).filter(([, title]) => title))
}
