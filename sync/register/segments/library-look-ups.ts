import type { Item } from '../../../circulation/item.ts'
import { normalNumber } from '../circulation-state.ts'
import { cardTag, personTag } from '../detail/identity.ts'
import { openPackedId } from '../detail/packed-id.ts'
import { foldedWords, searchable, wordStart } from '../fold-letters.ts'
import { indexKey } from './bundle.ts'
import type { CardHolder, Found } from './library-reader.ts'
import type { LibraryRows, TableShape } from './library-rows.ts'
import type { Stand } from './library-stand.ts'
import type { TableKind } from './manifest.ts'
import type { OpenTable } from './open-table.ts'
import { holdKeyOf, nameRows } from './person-tables.ts'
import type { HoldRow, NamedRow, NameRow, StateRow, TitleRow } from './rows.ts'
import type { LazySegment, RowOf } from './segment.ts'
import { type InTable, type SegmentCache, UnreadableBundle } from './segment-cache.ts'
import { joinItem } from './split-items.ts'

export interface LookUpPorts {
  readonly stand: () => Stand | undefined
  readonly cache: SegmentCache
  /** The key of the group of stations that the manifest's hashes are made with. */
  readonly cardKey: (id: string) => Uint8Array | undefined
  /** A bundle cannot be read: it is no longer here. */
  readonly lost: (table: OpenTable, place: number) => Promise<void>
}

/** Reads rows of a packed library, changes first. */
export class LibraryLookUps implements LibraryRows {
  readonly #ports: LookUpPorts

  constructor(ports: LookUpPorts) {
    this.#ports = ports
  }

  async item(barcode: string): Promise<Found<Item>> {
    const key = normalNumber(barcode)
    const item = await this.row('items', key)
    if (typeof item === 'string') return item
    const [title, state] = await Promise.all([this.row('titles', item.found.titleId), this.row('states', key)])
    if (state === 'not-here-yet' || title === 'not-here-yet') return 'not-here-yet'
    const heading: TitleRow = title === 'unknown' ? { titleId: item.found.titleId, title: '' } : title.found
    return { found: { ...joinItem(item.found, heading), circulationStatus: state === 'unknown' ? 'ok' : state.found.status } }
  }

  title(titleId: string): Promise<Found<TitleRow>> {
    return this.row('titles', titleId)
  }

  state(barcode: string): Promise<Found<StateRow>> {
    return this.row('states', normalNumber(barcode))
  }

  async patronByCard(card: string): Promise<Found<CardHolder>> {
    const key = this.#cardKey()
    if (!key) return 'not-here-yet'
    const tag = cardTag(card, key)
    const [patron, place] = await Promise.all([this.row('patrons', tag), this.#placeOf(tag)])
    if (typeof patron === 'string') return patron
    const patronId = openPackedId(patron.found.sealedId, card, key)
    if (patronId === undefined) return 'unknown'
    const [counts, named] = await Promise.all([
      place === undefined ? ('unknown' as const) : this.row('counts', indexKey(place)),
      this.row('named', patronId),
    ])
    if (counts === 'not-here-yet') return counts
    const { loans, holds, feesCents } = counts === 'unknown' ? { loans: 0, holds: 0, feesCents: 0 } : counts.found
    return {
      found: { ...patron.found, patronId, loans, holds, feesCents, ...(typeof named !== 'string' && { named: named.found }) },
    }
  }

  async isLentTo(barcode: string, patronId: string): Promise<boolean | undefined> {
    const key = this.#cardKey()
    const row = await this.row('loan-tags', normalNumber(barcode))
    return key && typeof row !== 'string' ? row.found.tag === personTag(patronId, barcode, key) : undefined
  }

  async holdsOn(titleId: string): Promise<readonly HoldRow[]> {
    const holds: HoldRow[] = []
    for await (const row of this.beginning('holds', holdKeyOf(titleId))) holds.push(row)
    return holds.sort((a, b) => (a.placedAt < b.placedAt ? -1 : a.placedAt > b.placedAt ? 1 : a.holdId < b.holdId ? -1 : 1))
  }

  isHeldBy({ holdId, tag }: HoldRow, patronId: string): boolean | undefined {
    const key = this.#cardKey()
    return key && tag === personTag(patronId, holdId, key)
  }

  async searchNames(query: {
    readonly name: string
    readonly birthYear?: number
    readonly limit: number
  }): Promise<readonly NameRow[]> {
    const words = foldedWords(query.name)
    const found = new Map<string, NameRow>()
    if (words[0] === undefined) return []
    for await (const row of this.beginning('names', words[0])) {
      if (found.size === query.limit) break
      if (query.birthYear !== undefined && row.birthYear !== query.birthYear) continue
      const names = searchable(row.family, row.given)
      if (words.every(word => names.includes(wordStart(word))) && this.#isCalledSo(row))
        found.set(row.patronId, found.get(row.patronId) ?? row)
    }
    return [...found.values()]
  }

  named(patronId: string): Promise<Found<NamedRow>> {
    return this.row('named', patronId)
  }

  /** A delta tells who is called otherwise, or is named no more; under which name they stood before the hub does not know by then. */
  #isCalledSo({ key, patronId }: NameRow): boolean {
    const changed = this.#ports.stand()?.overlay.row('named', patronId)
    return changed === undefined || (changed !== null && nameRows(changed).some(now => now.key === key))
  }

  /** The row of a key as indexes order it. */
  async row<Kind extends TableKind>(kind: Kind, key: string): Promise<Found<RowOf[Kind]>> {
    const stand = this.#ports.stand()
    if (!stand) return 'not-here-yet'
    const changed = stand.overlay.row(kind, key)
    if (changed !== undefined) return changed === null ? 'unknown' : { found: changed }
    const segment = await this.#holding(stand, kind, key)
    if (segment === 'not-here-yet') return segment
    const row = segment?.open.find(kind === 'counts' ? Number(key) : key)
    return row === undefined ? 'unknown' : { found: row }
  }

  /** Rows whose keys begin so, in order, as far as they are here. */
  async *beginning<Kind extends TableKind>(kind: Kind, prefix: string): AsyncGenerator<RowOf[Kind]> {
    const stand = this.#ports.stand()
    if (!stand) return
    const changed = [...stand.overlay.beginning(kind, prefix)].sort(([a], [b]) => (a < b ? -1 : 1))
    let next = 0
    for await (const [key, row] of this.#stored(stand, kind, prefix)) {
      for (; next < changed.length && changed[next]![0] < key; next++) if (changed[next]![1]) yield changed[next]![1]!
      const isChanged = changed[next]?.[0] === key
      const now = isChanged ? changed[next++]![1] : row
      if (now) yield now
    }
    for (; next < changed.length; next++) if (changed[next]![1]) yield changed[next]![1]!
  }

  changed<Kind extends TableKind>(kind: Kind): ReadonlyMap<string, RowOf[Kind] | null> {
    return this.#ports.stand()?.overlay.beginning(kind, '') ?? new Map()
  }

  shape(kind: TableKind): TableShape | undefined {
    const table = this.#ports.stand()?.tables.get(kind)
    if (!table || table.isClosed) return undefined
    const { name, rows } = table.stored
    const last = table.bundles - 1
    return {
      name,
      rows: last < 0 ? 0 : table.rowsBefore[last]! + rows[last]!,
      bundles: table.bundles,
      rowsBefore: place => table.rowsBefore[place]!,
      isHere: place => table.isHere(place),
      nameOf: place => table.nameOf(place),
    }
  }

  async bundle<Kind extends TableKind>(kind: Kind, place: number): Promise<readonly RowOf[Kind][] | undefined> {
    return (await this.segments(kind, place))?.flatMap(({ rows }) => rows)
  }

  async segments<Kind extends TableKind>(kind: Kind, place: number) {
    const table = this.#ports.stand()?.tables.get(kind)
    if (!table?.isHere(place)) return undefined
    try {
      const segments: LazySegment<RowOf[Kind], string | number>[] = []
      for await (const { open } of this.#ports.cache.from(table, kind, place, '', 'passing')) segments.push(open)
      return segments
    } catch (error) {
      if (!(error instanceof UnreadableBundle)) throw error
      await this.#ports.lost(table, place)
      return undefined
    }
  }

  async numbered<Kind extends TableKind>(kind: Kind, number: number): Promise<RowOf[Kind] | undefined> {
    const table = this.#ports.stand()?.tables.get(kind)
    const place = table?.placeOfRow(number) ?? -1
    if (!table || place < 0 || !table.isHere(place)) return undefined
    try {
      const segment = await this.#ports.cache.numbered(table, kind, place, number - table.rowsBefore[place]!)
      return segment?.open.at(number - segment.rowsBefore)
    } catch (error) {
      if (!(error instanceof UnreadableBundle)) throw error
      await this.#ports.lost(table, place)
      return undefined
    }
  }

  groupKey(): Uint8Array | undefined {
    return this.#cardKey()
  }

  async *#stored<Kind extends TableKind>(stand: Stand, kind: Kind, prefix: string): AsyncGenerator<[string, RowOf[Kind]]> {
    const table = stand.tables.get(kind)
    if (!table || table.isClosed) return
    for (let place = Math.max(0, table.placeOf(prefix)); place < table.bundles; place++) {
      if (table.stored.firstKeys[place]! > prefix && !table.stored.firstKeys[place]!.startsWith(prefix)) return
      if (!table.isHere(place)) continue
      try {
        for await (const { open } of this.#ports.cache.from(table, kind, place, prefix)) {
          for (let at = open.from(prefix); at < open.rows.length; at++) {
            const key = indexKey(open.keyOf(open.rows[at]!))
            if (!key.startsWith(prefix)) return
            yield [key, open.rows[at]!]
          }
        }
      } catch (error) {
        if (!(error instanceof UnreadableBundle)) throw error
        await this.#ports.lost(table, place)
      }
    }
  }

  async #holding<Kind extends TableKind>(
    stand: Stand,
    kind: Kind,
    key: string,
  ): Promise<InTable<Kind> | undefined | 'not-here-yet'> {
    const table = stand.tables.get(kind)
    if (table?.isClosed) return 'not-here-yet'
    const place = table?.placeOf(key) ?? -1
    if (!table || place < 0) return undefined
    if (!table.isHere(place)) return 'not-here-yet'
    try {
      return await this.#ports.cache.holding(table, kind, place, key)
    } catch (error) {
      if (!(error instanceof UnreadableBundle)) throw error
      const now = this.#ports.stand()
      if (now && now !== stand) return this.#holding(now, kind, key)
      await this.#ports.lost(table, place)
      return 'not-here-yet'
    }
  }

  /** Of a card among all cards: how its counts are named. */
  async #placeOf(tag: string): Promise<number | undefined> {
    const stand = this.#ports.stand()
    const newcomer = stand?.overlay.placeOf(tag)
    if (!stand || newcomer !== undefined) return newcomer
    const segment = await this.#holding(stand, 'patrons', tag)
    if (segment === undefined || segment === 'not-here-yet') return undefined
    const at = segment.open.placeOf(tag)
    return at < 0 ? undefined : segment.rowsBefore + at
  }

  #cardKey(): Uint8Array | undefined {
    const stand = this.#ports.stand()
    return stand && this.#ports.cardKey(stand.manifest.keyId)
  }
}
