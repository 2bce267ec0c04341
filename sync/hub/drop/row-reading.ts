import { type Kysely, sql } from 'kysely'
import type { Item, Title } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { Tables } from '../tables.ts'

/** Rows of the register as they stand, many at once: one parameter however many keys there are. */
export class StandingRows {
  constructor(private readonly db: Kysely<Tables>) {}

  /** By number, with the status that counts now, and whether that is written apart from the row. */
  async items(barcodes: readonly string[]): Promise<ReadonlyMap<string, { readonly item: Item; readonly apart: boolean }>> {
    const rows = await this.db
      .selectFrom('items')
      .leftJoin('statuses', 'statuses.barcode', 'items.barcode')
      .select(['items.barcode', 'items.row', 'statuses.status'])
      .where(anyOf('items.barcode', barcodes.map(numberKey)))
      .execute()
    return new Map(
      rows.map(({ barcode, row, status }) => {
        const item = JSON.parse(row) as Item
        const circulationStatus = (status ?? item.circulationStatus) as Item['circulationStatus']
        return [barcode, { item: { ...item, circulationStatus }, apart: status !== null }]
      }),
    )
  }

  /** What is known of titles from one copy of each. */
  async titles(titleIds: readonly string[]): Promise<ReadonlyMap<string, Title>> {
    const rows = this.db.selectFrom('items').distinctOn('title_id').select(['title_id', 'row']).where(anyOf('title_id', titleIds))
    return new Map((await rows.execute()).map(({ title_id, row }) => [title_id, titleIn(JSON.parse(row) as Item)]))
  }

  async itemsOf(titleIds: readonly string[]): Promise<readonly Item[]> {
    const rows = await this.db.selectFrom('items').select('row').where(anyOf('title_id', titleIds)).execute()
    return rows.map(({ row }) => JSON.parse(row) as Item)
  }

  async patrons(patronIds: readonly string[]): Promise<ReadonlyMap<string, Patron>> {
    const rows = await this.db.selectFrom('patrons').select(['patron_id', 'row']).where(anyOf('patron_id', patronIds)).execute()
    return new Map(rows.map(({ patron_id, row }) => [patron_id, JSON.parse(row) as Patron]))
  }

  async patronsByCard(cards: readonly string[]): Promise<ReadonlyMap<string, Patron>> {
    const rows = await this.db
      .selectFrom('cards')
      .innerJoin('patrons', 'patrons.patron_id', 'cards.patron_id')
      .select(['cards.card', 'patrons.row'])
      .where(anyOf('cards.card', cards.map(numberKey)))
      .execute()
    return new Map(rows.map(({ card, row }) => [card, JSON.parse(row) as Patron]))
  }

  async loans(barcodes: readonly string[]): Promise<ReadonlyMap<string, Loan>> {
    const rows = await this.db
      .selectFrom('loans')
      .select(['barcode', 'row'])
      .where(anyOf('barcode', barcodes.map(numberKey)))
      .execute()
    return new Map(rows.map(({ barcode, row }) => [barcode, JSON.parse(row) as Loan]))
  }

  /** Also those that have ended: `ended` then. */
  async holds(holdIds: readonly string[]): Promise<ReadonlyMap<string, { readonly hold: Hold; readonly ended: boolean }>> {
    const rows = await this.db.selectFrom('holds').select(['hold_id', 'ended', 'row']).where(anyOf('hold_id', holdIds)).execute()
    return new Map(rows.map(({ hold_id, ended, row }) => [hold_id, { hold: JSON.parse(row) as Hold, ended: ended !== null }]))
  }

  /** Items of which a station's entry has no outcome, or got it after that instant: what a file from before says of them is older. */
  async touchedSince(barcodes: readonly string[], asOf: string): Promise<ReadonlySet<string>> {
    const rows = await this.db
      .selectFrom('entries')
      .select('barcode')
      .distinct()
      .where(anyOf('barcode', barcodes.map(numberKey)))
      .where('replayed', '=', true)
      .where(({ or, eb }) => or([eb('outcome', 'is', null), eb('outcome_at', '>=', asOf)]))
      .execute()
    return new Set(rows.flatMap(({ barcode }) => barcode ?? []))
  }

  /** Patrons whom the hub has seen in the library system since that instant. */
  async lookedAtSince(patronIds: readonly string[], asOf: string): Promise<ReadonlySet<string>> {
    const rows = this.db
      .selectFrom('patron_looks')
      .select('patron_id')
      .where(anyOf('patron_id', patronIds))
      .where('at', '>=', asOf)
    return new Set((await rows.execute()).map(({ patron_id }) => patron_id))
  }

  /** Keys of a table behind one, in order; empty at the end. */
  async keysBehind(table: KeyedTable, key: string, limit: number): Promise<readonly string[]> {
    const column = keyOf[table]
    const rows = await this.db
      .selectFrom(table)
      .select(sql<string>`${sql.ref(column)}`.as('key'))
      .where(sql<boolean>`${sql.ref(column)} > ${key}`)
      .$if(table === 'holds', query => query.where(sql<boolean>`ended is null`))
      .orderBy(sql.ref(column))
      .limit(limit)
      .execute()
    return rows.map(row => row.key)
  }
}

const keyOf = { items: 'barcode', patrons: 'patron_id', loans: 'barcode', holds: 'hold_id' } as const
export type KeyedTable = keyof typeof keyOf

/** One title, without what is the copy's own. */
export function titleIn({ titleId, title, author, year }: Item & { readonly year?: number }): Title {
  return { titleId, title, ...(author !== undefined && { author }), ...(year !== undefined && { year }) }
}

function anyOf(column: string, keys: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${keys})`
}
