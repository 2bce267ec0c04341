import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Titles by barcode, as the hub's register has them; what it does not know is left out. */
export function titlesIn(db: Kysely<Tables>): (barcodes: readonly string[]) => Promise<ReadonlyMap<string, string>> {
  return async barcodes => {
    const known = db.selectFrom('items').select(['barcode', 'title_id']).where(sql<boolean>`barcode = any(${barcodes})`)
    return new Map((await known.execute()).map(row => [row.barcode, row.title_id]))
  }
}
