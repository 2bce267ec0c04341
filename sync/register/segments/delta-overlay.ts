import { indexKey } from './bundle.ts'
import { type DeltaKind, deltaKinds, emptyDelta, type RegisterDelta } from './delta.ts'
import type { RowOf } from './segment.ts'
import { tables } from './segment.ts'

/** What has changed since a manifest, in memory: the last word on each key, null where it is gone. */
export class DeltaOverlay {
  readonly #rows = new Map<DeltaKind, Map<string, unknown>>(deltaKinds.map(kind => [kind, new Map()]))
  readonly #places = new Map<string, number>()
  size = 0

  apply(delta: RegisterDelta): void {
    for (const kind of deltaKinds) {
      const rows = this.#rows.get(kind)!
      const before = rows.size
      const keyOf = tables[kind].keyOf as (row: unknown) => string | number
      for (const row of delta[kind].changed) rows.set(indexKey(keyOf(row)), row)
      for (const key of delta[kind].gone) rows.set(indexKey(key), null)
      this.size += rows.size - before
    }
    for (const { card, place } of delta.places) this.#places.set(card, place)
  }

  /** The row; null where it is gone, undefined where nothing has changed. Keys as indexes order them. */
  row<Kind extends DeltaKind>(kind: Kind, key: string): RowOf[Kind] | null | undefined {
    return this.#rows.get(kind)!.get(key) as RowOf[Kind] | null | undefined
  }

  /** Of a card that came since the manifest. */
  placeOf(card: string): number | undefined {
    return this.#places.get(card)
  }

  /** All keys that begin so. */
  beginning<Kind extends DeltaKind>(kind: Kind, prefix: string): Map<string, RowOf[Kind] | null> {
    const found = new Map<string, RowOf[Kind] | null>()
    for (const [key, row] of this.#rows.get(kind)!) if (key.startsWith(prefix)) found.set(key, row as RowOf[Kind] | null)
    return found
  }

  /** Everything as one delta. */
  merged(head: Pick<RegisterDelta, 'manifest' | 'since' | 'version' | 'asOf'>): RegisterDelta {
    const parts = deltaKinds.map(kind => {
      const inOrder = [...this.#rows.get(kind)!].sort(([a], [b]) => (a < b ? -1 : 1))
      const changed = inOrder.flatMap(([, row]) => (row === null ? [] : [row]))
      const gone = inOrder.flatMap(([key, row]) => (row === null ? [kind === 'counts' ? Number(key) : key] : []))
      return [kind, { changed, gone }]
    })
    const places = [...this.#places].map(([card, place]) => ({ card, place })).sort((a, b) => (a.card < b.card ? -1 : 1))
    return { ...emptyDelta(head), ...Object.fromEntries(parts), places }
  }
}
