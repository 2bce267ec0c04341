import { foldedWords, searchable, wordStart } from '../fold-letters.ts'
import type { PatronQuery } from '../register.ts'
import type { LibraryRows } from './library-rows.ts'

/** Patrons whom the policy of detail names here: by name, and by id. */
export class NamedPatrons {
  readonly #rows: LibraryRows
  #ids: { readonly of: string; readonly cards: Promise<ReadonlyMap<string, string>> } | undefined

  constructor(rows: LibraryRows) {
    this.#rows = rows
  }

  /**
   * Card numbers of those whose names begin so, in the order of names: the first word begins the family name or the first given name, the others any
   * of their names.
   */
  async find({ name, birthYear, limit }: PatronQuery): Promise<readonly string[]> {
    const words = foldedWords(name)
    if (words.length === 0) return []
    const found = new Map<string, string>()
    for await (const row of this.#rows.beginning('names', words[0]!)) {
      if (found.size >= limit) break
      const text = searchable(row.family, row.given)
      if (birthYear !== undefined && row.birthYear !== birthYear) continue
      if (words.every(word => text.includes(wordStart(word)))) found.set(row.card, text)
    }
    const inOrder = [...found].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
    const rows = await Promise.all(inOrder.map(([card]) => this.#rows.row('named', card)))
    return rows.flatMap(row => (typeof row === 'string' ? [] : (row.found.cards[0] ?? [])))
  }

  /** The active card of a named patron. */
  async cardOf(patronId: string): Promise<string | undefined> {
    for (const row of this.#rows.changed('named').values()) if (row?.patronId === patronId) return row.cards[0]
    const tag = (await this.#tags()).get(patronId)
    const row = tag === undefined ? 'unknown' : await this.#rows.row('named', tag)
    return typeof row === 'string' || row.found.patronId !== patronId ? undefined : row.found.cards[0]
  }

  /** Gone through once: by policy they are those whom one station serves. */
  #tags(): Promise<ReadonlyMap<string, string>> {
    const shape = this.#rows.shape('named')
    const places = Array.from({ length: shape?.bundles ?? 0 }, (_, place) => place).filter(place => shape!.isHere(place))
    const of = `${shape?.name} ${places.length}`
    if (this.#ids?.of !== of) this.#ids = { of, cards: this.#read(places) }
    return this.#ids.cards
  }

  async #read(places: readonly number[]): Promise<ReadonlyMap<string, string>> {
    const tags = new Map<string, string>()
    for (const place of places)
      for (const row of (await this.#rows.bundle('named', place)) ?? []) tags.set(row.patronId, row.card)
    return tags
  }
}
