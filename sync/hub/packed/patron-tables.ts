import { type Kysely, sql } from 'kysely'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { shapeOf } from '../../register/detail/packed-id.ts'
import { cardTag, leastRows } from '../../register/segments/least-patron.ts'
import type { CountRow, PatronRow } from '../../register/segments/rows.ts'
import type { Tables } from '../tables.ts'
import { each, oneOf, pages, type RowSource } from './row-source.ts'

export interface PersonTelling {
  readonly key: Uint8Array
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Of ids, as `packId` wants them. */
  readonly shapes: ReadonlySet<string>
}

const tagDigits = 16
const heapLetters = 3
/** A shape that one patron in twenty has says nobody's name. */
const usual = { least: 20, share: 0.05 }
/** More kinds of ids than this are no kinds. */
const mostShapes = 10_000

/** All cards in the order of their tags, each a tag and the number behind it, and what ids look like: what is in memory of every patron. */
export async function cardsByTag(
  source: RowSource,
  key: Uint8Array,
): Promise<{ readonly cards: readonly string[]; readonly shapes: ReadonlySet<string> }> {
  type Stored = { readonly card: string; readonly id: string }
  const { db, inOrder } = source
  const read = (after: Stored | undefined, most: number) =>
    sql<Stored>`select card, patron_id as id from cards ${after ? sql`where ${inOrder('card')} > ${after.card}` : sql``}
      order by ${inOrder('card')} limit ${most}`.execute(db)
  // By the first letters of the tag: sorting half a million at once would hold everything else.
  const heaps = new Map<string, string[]>()
  const shapes = new Map<string, number>()
  for await (const { card, id } of each(pages(source, read))) {
    const tagged = cardTag(card, key) + card
    const heap = heaps.get(tagged.slice(0, heapLetters))
    if (heap) heap.push(tagged)
    else heaps.set(tagged.slice(0, heapLetters), [tagged])
    const shape = shapeOf(id)
    if (shape !== undefined && (shapes.has(shape) || shapes.size < mostShapes)) shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  const cards: string[] = []
  for (const [at, letters] of [...heaps.keys()].sort().entries()) {
    for (const card of heaps.get(letters)!.sort()) cards.push(card)
    if (at % 32 === 31) await source.turn()
  }
  const isUsual = ([, count]: [string, number]) => count >= usual.least && count >= cards.length * usual.share
  return { cards, shapes: new Set([...shapes].filter(isUsual).map(([shape]) => shape)) }
}

/** What stands beside the patron rows, by place: filled while those are packed. */
export class CountsByPlace {
  readonly #counts: Float64Array

  constructor(cards: number) {
    this.#counts = new Float64Array(3 * cards)
  }

  put(place: number, { loans, holds, feesCents }: Omit<CountRow, 'place'>): void {
    this.#counts.set([loans, holds, feesCents], 3 * place)
  }

  /** Who has nothing has no row. */
  *rows(): Generator<CountRow> {
    for (let at = 0; at < this.#counts.length; at += 3) {
      const [loans, holds, feesCents] = this.#counts.subarray(at, at + 3) as unknown as [number, number, number]
      if (loans !== 0 || holds !== 0 || feesCents !== 0) yield { place: at / 3, loans, holds, feesCents }
    }
  }
}

/** Patron rows of the least tier in the order of their tags. A card that has been taken away meanwhile is left out. */
export async function* patronRows(
  { db, rowsAtOnce, turn }: RowSource,
  cards: readonly string[],
  counts: CountsByPlace,
  telling: PersonTelling,
): AsyncGenerator<PatronRow> {
  let place = 0
  for (let from = 0; from < cards.length; from += rowsAtOnce) {
    const page = cards.slice(from, from + rowsAtOnce)
    const numbers = page.map(card => card.slice(tagDigits))
    const { rows } = await sql<{ card: string; row: string }>`select card, patrons.row from cards
      join patrons on patrons.patron_id = cards.patron_id where ${oneOf('card', numbers)}`.execute(db)
    const patrons = new Map(rows.map(({ card, row }) => [card, JSON.parse(row) as Patron]))
    const counted = await countsOf(
      db,
      [...patrons.values()].map(({ patronId }) => patronId),
    )
    let before = ''
    for (const [at, number] of numbers.entries()) {
      const patron = patrons.get(number)
      const row = patron && rowOfCard(patron, number, telling)
      // Two cards with one tag: one in 10¹³ at the largest size, and then the second is not known.
      if (!row || row.card === before) continue
      before = row.card
      counts.put(place++, { ...counted(patron.patronId), feesCents: patron.feesCents })
      yield row
      if (at % 256 === 255) await turn()
    }
    await turn()
  }
}

/** The row of one of the patron's cards, in upper case; undefined where it is not theirs. */
export function rowOfCard(patron: Patron, card: string, { key, today, shapes }: PersonTelling): PatronRow | undefined {
  const at = patron.cards.findIndex(one => numberKey(one) === card)
  if (at < 0) return undefined
  const [row] = leastRows({ ...patron, cards: [card] }, key, today, shapes)
  return at > 0 ? { ...row!, isReplaced: true } : row!
}

/** How many loans and holds each of these patrons has. */
export async function countsOf(
  db: Kysely<Tables>,
  patronIds: readonly string[],
): Promise<(patronId: string) => { readonly loans: number; readonly holds: number }> {
  const ids = [...new Set(patronIds)]
  if (ids.length === 0) return () => ({ loans: 0, holds: 0 })
  const counted = async (table: 'loans' | 'holds') => {
    const { rows } = await sql<{ id: string; count: number }>`select patron_id as id, count(*)::integer as count
      from ${sql.table(table)} where ${oneOf('patron_id', ids)} ${table === 'holds' ? sql`and ended is null` : sql``}
      group by patron_id`.execute(db)
    return new Map(rows.map(({ id, count }) => [id, count]))
  }
  const [loans, holds] = [await counted('loans'), await counted('holds')]
  return patronId => ({ loans: loans.get(patronId) ?? 0, holds: holds.get(patronId) ?? 0 })
}
