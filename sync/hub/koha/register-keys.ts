import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { RegisterKeys } from './sweep-register.ts'

/** Of the hub's own register. */
export function registerKeys(db: Kysely<Tables>): RegisterKeys {
  return {
    async items(skip, most) {
      const rows = await db.selectFrom('items').select('barcode').orderBy('barcode').offset(skip).limit(most).execute()
      return rows.map(({ barcode }) => barcode)
    },
    async patrons(skip, most) {
      const rows = await db.selectFrom('patrons').select('patron_id').orderBy('patron_id').offset(skip).limit(most).execute()
      return rows.map(({ patron_id }) => patron_id)
    },
    async holds() {
      const rows = await db.selectFrom('holds').select('hold_id').where('ended', 'is', null).execute()
      return rows.map(({ hold_id }) => hold_id)
    },
  }
}
