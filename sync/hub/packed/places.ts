import { type Kysely, sql } from 'kysely'
import { headOfBundle, openPart } from '../../register/segments/bundle.ts'
import type { SegmentCoding } from '../../register/segments/coding.ts'
import type { Tables } from '../tables.ts'
import { type PackedStore, type Published, placesOf, registersOf } from './packed-store.ts'
import { oneOf } from './row-source.ts'

/** Where cards stand among the patron rows of a manifest: how deltas name their counts. Eight bytes a card are in memory. */
export class Places {
  readonly #db: Kysely<Tables>
  readonly #store: PackedStore
  readonly #coding: SegmentCoding
  readonly #read = new Map<string, Promise<readonly Float64Array[]>>()

  constructor(db: Kysely<Tables>, store: PackedStore, coding: SegmentCoding) {
    this.#db = db
    this.#store = store
    this.#coding = coding
  }

  /**
   * The places of these cards, by tag; those that came after the manifest are given one behind it, the same for every station, and are told
   * as `newcomers`.
   */
  async of(
    published: Published,
    tags: readonly string[],
  ): Promise<{ readonly places: ReadonlyMap<string, number>; readonly newcomers: ReadonlySet<string> }> {
    const [high, low] = await this.#tagsOf(published)
    const places = new Map<string, number>()
    const unknown: string[] = []
    for (const tag of new Set(tags)) {
      const place = placeIn(high!, low!, tag)
      if (place < 0) unknown.push(tag)
      else places.set(tag, place)
    }
    for (const [tag, place] of await this.#newcomers(placesOf(published.manifest), unknown, high!.length)) places.set(tag, place)
    return { places, newcomers: new Set(unknown) }
  }

  async #newcomers(patrons: string, tags: readonly string[], inManifest: number): Promise<ReadonlyMap<string, number>> {
    if (tags.length === 0) return new Map()
    const known = async (from: Kysely<Tables>) => {
      const rows = await from
        .selectFrom('packed_newcomers')
        .select(['card', 'place'])
        .where('patrons', '=', patrons)
        .where(oneOf('card', tags))
        .execute()
      return new Map(rows.map(({ card, place }) => [card, place]))
    }
    const before = await known(this.#db)
    const fresh = tags.filter(tag => !before.has(tag)).sort()
    if (fresh.length === 0) return before
    return this.#db.transaction().execute(async transaction => {
      // One process after the other: each card gets one place.
      await sql`lock table packed_newcomers in share row exclusive mode`.execute(transaction)
      const now = await known(transaction)
      const { last } = await transaction
        .selectFrom('packed_newcomers')
        .select(({ fn }) => fn.max('place').as('last'))
        .where('patrons', '=', patrons)
        .executeTakeFirstOrThrow()
      const missing = fresh.filter(tag => !now.has(tag))
      const first = last === null ? inManifest : Number(last) + 1
      const rows = missing.map((card, at) => ({ patrons, card, place: first + at }))
      for (let from = 0; from < rows.length; from += insertsAtOnce)
        await transaction
          .insertInto('packed_newcomers')
          .values(rows.slice(from, from + insertsAtOnce))
          .execute()
      return new Map([...now, ...rows.map(({ card, place }) => [card, place] as const)])
    })
  }

  async #tagsOf(published: Published): Promise<readonly Float64Array[]> {
    const name = placesOf(published.manifest)
    let read = this.#read.get(name)
    if (!read) {
      if (this.#read.size >= manifestsKept) this.#read.clear()
      read = this.#readTags(published)
      read.catch(() => this.#read.delete(name))
      this.#read.set(name, read)
    }
    return read
  }

  async #readTags(published: Published): Promise<readonly Float64Array[]> {
    const registers = registersOf(published)
    const table = published.manifest.tables.find(({ kind }) => kind === 'patrons')
    const [high, low] = [new Float64Array(table?.rows ?? 0), new Float64Array(table?.rows ?? 0)]
    if (!table) return [high, low]
    const index = (await this.#store.index(registers, table.index.name)) ?? []
    let place = 0
    for (const { name } of index) {
      const bytes = (await this.#store.parts(registers, [name])).get(name)
      if (!bytes) throw new Error('a bundle of patrons is missing')
      for (const part of headOfBundle('patrons', bytes).parts) {
        for (const { card } of openPart('patrons', part, this.#coding).rows) {
          high[place] = Number.parseInt(card.slice(0, 8), 16)
          low[place++] = Number.parseInt(card.slice(8), 16)
        }
      }
    }
    return [high, low]
  }
}

const manifestsKept = 3
const insertsAtOnce = 5000

function placeIn(high: Float64Array, low: Float64Array, tag: string): number {
  const [first, second] = [Number.parseInt(tag.slice(0, 8), 16), Number.parseInt(tag.slice(8), 16)]
  let [from, to] = [0, high.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const isBefore = high[middle]! < first || (high[middle]! === first && low[middle]! < second)
    if (isBefore) from = middle + 1
    else to = middle
  }
  return high[from] === first && low[from] === second ? from : -1
}
