import type { Kysely } from 'kysely'
import { numberKey } from '../../../circulation/numbers.ts'
import type { HubLog } from '../hub-log.ts'
import { raiseVersion } from '../register-version.ts'
import type { Tables } from '../tables.ts'
import { type DemoLibrary, type DemoSize, demoLibrary } from './demo-library.ts'

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
  await fill(db, demoLibrary(size))
  await raiseVersion(db, [])
}

async function fill(db: Kysely<Tables>, { items, patrons, loans, holds }: DemoLibrary): Promise<void> {
  for (const rows of inParts(items)) {
    const keyed = rows.map(item => ({ barcode: numberKey(item.barcode), item }))
    await db
      .insertInto('items')
      .values(
        keyed.map(({ barcode, item }) => ({
          barcode,
          title_id: item.titleId,
          home_branch: item.homeBranch,
          row: JSON.stringify(item),
        })),
      )
      .execute()
    await db
      .insertInto('places')
      .values(keyed.map(({ barcode, item }) => ({ barcode, branch: item.homeBranch })))
      .execute()
  }
  for (const rows of inParts(patrons)) {
    await db
      .insertInto('patrons')
      .values(rows.map(patron => ({ patron_id: patron.patronId, row: JSON.stringify(patron) })))
      .execute()
    const cards = rows.flatMap(patron => patron.cards.map(card => ({ card: numberKey(card), patron_id: patron.patronId })))
    await db.insertInto('cards').values(cards).execute()
  }
  for (const rows of inParts(loans))
    await db
      .insertInto('loans')
      .values(rows.map(loan => ({ barcode: numberKey(loan.barcode), patron_id: loan.patronId, row: JSON.stringify(loan) })))
      .execute()
  for (const rows of inParts(holds))
    await db
      .insertInto('holds')
      .values(
        rows.map(hold => ({
          hold_id: hold.holdId,
          title_id: hold.titleId,
          patron_id: hold.patronId,
          placed_at: hold.placedAt,
          ended: null,
          row: JSON.stringify(hold),
        })),
      )
      .execute()
}

function* inParts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += atOnce) yield rows.slice(from, from + atOnce)
}
