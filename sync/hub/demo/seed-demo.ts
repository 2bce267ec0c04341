import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../../circulation/numbers.ts'
import { beginVersions, currentVersion } from '../register-version.ts'
import type { Tables } from '../tables.ts'
import { type DemoLibrary, demoLibrary } from './demo-library.ts'

export interface DemoSeed {
  /** Instant now, UTC. */
  readonly now: string
  readonly today: string
  readonly items: number
  readonly patrons: number
  readonly seed: number
}

const atOnce = 500

/** Fills an empty database with the demo library, as one whole; one that has been filled is left alone. */
export async function seedDemo(db: Kysely<Tables>, { now, ...size }: DemoSeed): Promise<void> {
  await db.transaction().execute(async transaction => {
    if ((await currentVersion(transaction)) > 0) return
    await fill(transaction, demoLibrary(size))
    await beginVersions(transaction, Math.floor(Temporal.Instant.from(now).epochMilliseconds / 1000))
  })
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
