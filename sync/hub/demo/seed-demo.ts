import type { Insertable, Kysely } from 'kysely'
import { numberKey } from '../../../circulation/numbers.ts'
import type { HubLog } from '../hub-log.ts'
import { raiseVersion } from '../register-version.ts'
import type { Tables } from '../tables.ts'
import { type DemoSize, demoLibrary } from './demo-library.ts'

const atOnce = 500

/** Fills a hub that has no library yet with the demo, through its log; afterwards it changes nothing. */
export async function seedDemo(db: Kysely<Tables>, log: HubLog, size: DemoSize): Promise<void> {
  await log.record(async () => {
    const item = await db.selectFrom('items').select('barcode').limit(1).executeTakeFirst()
    return item ? undefined : { type: 'seeded', ...size }
  })
}

/** The log's line carried out: the same line makes the same rows, whenever it is read. */
export async function fillWithDemo(db: Kysely<Tables>, size: DemoSize): Promise<void> {
  const { items, patrons, loans, holds } = demoLibrary(size)
  await insert(db, 'items', items, item => [
    { barcode: numberKey(item.barcode), title_id: item.titleId, home_branch: item.homeBranch, row: JSON.stringify(item) },
  ])
  await insert(db, 'places', items, item => [{ barcode: numberKey(item.barcode), branch: item.homeBranch }])
  await insert(db, 'patrons', patrons, patron => [{ patron_id: patron.patronId, row: JSON.stringify(patron) }])
  await insert(db, 'cards', patrons, ({ cards, patronId }) => cards.map(card => ({ card: numberKey(card), patron_id: patronId })))
  await insert(db, 'loans', loans, loan => [
    { barcode: numberKey(loan.barcode), patron_id: loan.patronId, row: JSON.stringify(loan) },
  ])
  await insert(db, 'holds', holds, hold => [
    {
      hold_id: hold.holdId,
      title_id: hold.titleId,
      patron_id: hold.patronId,
      placed_at: hold.placedAt,
      ended: null,
      row: JSON.stringify(hold),
    },
  ])
  await raiseVersion(db, [])
}

async function insert<T, Name extends keyof Tables>(
  db: Kysely<Tables>,
  table: Name,
  rows: Iterable<T>,
  toRows: (row: T) => readonly Insertable<Tables[Name]>[],
): Promise<void> {
  let batch: Insertable<Tables[Name]>[] = []
  const flush = async () => {
    if (batch.length) await db.insertInto(table).values(batch).execute()
    batch = []
  }
  for (const row of rows) {
    batch.push(...toRows(row))
    if (batch.length >= atOnce) await flush()
  }
  await flush()
}
