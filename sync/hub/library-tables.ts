import type { Kysely } from 'kysely'
import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import { numberKey as number } from '../../circulation/numbers.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { KnownScan } from '../connectors/connector.ts'
import type { EndedLoan, ItemMemory, LibraryTables } from '../connectors/library-tables.ts'
import type { HubLog } from './hub-log.ts'
import { itemRows } from './item-rows.ts'
import type { Tables } from './tables.ts'

/** The builtin library system's tables on the hub's database; what is written goes through the hub's log first. */
export function libraryTables(db: Kysely<Tables>, log: HubLog): LibraryTables {
  async function patron(patronId: string) {
    return parsed<Patron>(await db.selectFrom('patrons').select('row').where('patron_id', '=', patronId).executeTakeFirst())
  }
  async function wasWritten(mark: string) {
    return !!(await db.selectFrom('library_marks').select('mark').where('mark', '=', mark).executeTakeFirst())
  }
  const activeHolds = db.selectFrom('holds').select('row').where('ended', 'is', null).orderBy('placed_at').orderBy('hold_id')

  return {
    about: barcode => itemRows(db, number(barcode)),
    async item(barcode) {
      const row = await db
        .selectFrom('items')
        .leftJoin('statuses', 'statuses.barcode', 'items.barcode')
        .select(['items.row', 'statuses.status'])
        .where('items.barcode', '=', number(barcode))
        .executeTakeFirst()
      const item = parsed<Item>(row)
      return item && row?.status ? { ...item, circulationStatus: row.status as ItemStatus } : item
    },
    async place(barcode) {
      return (await db.selectFrom('places').select('branch').where('barcode', '=', number(barcode)).executeTakeFirst())?.branch
    },
    async copiesOf(titleId) {
      const copies = await db.selectFrom('items').select('barcode').where('title_id', '=', titleId).orderBy('barcode').execute()
      return copies.map(({ barcode }) => barcode)
    },
    patron,
    async patronByCard(card) {
      const found = await db.selectFrom('cards').select('patron_id').where('card', '=', number(card)).executeTakeFirst()
      return found && patron(found.patron_id)
    },
    async loan(barcode) {
      return parsed<Loan>(await db.selectFrom('loans').select('row').where('barcode', '=', number(barcode)).executeTakeFirst())
    },
    async loansOf(patronId) {
      return all<Loan>(await db.selectFrom('loans').select('row').where('patron_id', '=', patronId).orderBy('barcode').execute())
    },
    async endedLoans(barcode) {
      return all<EndedLoan>(
        await db.selectFrom('ended_loans').select('row').where('barcode', '=', number(barcode)).orderBy('lent_at').execute(),
      )
    },
    async holdsOn(titleId) {
      return all<Hold>(await activeHolds.where('title_id', '=', titleId).execute())
    },
    async holdsOf(patronId) {
      return all<Hold>(await activeHolds.where('patron_id', '=', patronId).execute())
    },
    async hold(holdId) {
      return parsed<Hold>(await db.selectFrom('holds').select('row').where('hold_id', '=', holdId).executeTakeFirst())
    },
    async scans(barcode) {
      return all<KnownScan>(
        await db
          .selectFrom('scans')
          .select('row')
          .where('barcode', '=', number(barcode))
          .orderBy('at')
          .orderBy('number')
          .execute(),
      )
    },
    async memory(barcode) {
      const row = await db.selectFrom('item_memories').select('row').where('barcode', '=', number(barcode)).executeTakeFirst()
      return parsed<ItemMemory>(row) ?? { fees: [], renewals: [], priors: [] }
    },
    async write(changes, mark) {
      await log.record(async () => {
        if (await wasWritten(mark)) return
        return { type: 'written', mark, changes: typeof changes === 'function' ? await changes() : changes }
      })
    },
    wasWritten,
  }
}

function parsed<T>(found: { readonly row: string } | undefined): T | undefined {
  return found && (JSON.parse(found.row) as T)
}

function all<T>(found: readonly { readonly row: string }[]): T[] {
  return found.map(({ row }) => JSON.parse(row) as T)
}
