import type { Found } from './library-reader.ts'
import type { TableKind } from './manifest.ts'
import type { LazySegment, RowOf } from './segment.ts'

/** The rows themselves, for whoever builds more than single look-ups on them. */
export interface LibraryRows {
  /** The row of a key as indexes order it, changes first. */
  row<Kind extends TableKind>(kind: Kind, key: string): Promise<Found<RowOf[Kind]>>
  /** Rows whose keys begin so, in order, changes among them, as far as they are here. */
  beginning<Kind extends TableKind>(kind: Kind, prefix: string): AsyncGenerator<RowOf[Kind]>
  /** What has changed since the manifest, by key; null where it is gone. */
  changed<Kind extends TableKind>(kind: Kind): ReadonlyMap<string, RowOf[Kind] | null>
  /** How a table lies here: another `name` is another table. Undefined before the first manifest, and where a table has no rows or cannot be read. */
  shape(kind: TableKind): TableShape | undefined
  /** Rows of one bundle without changes, in order; undefined where it is not here. */
  bundle<Kind extends TableKind>(kind: Kind, place: number): Promise<readonly RowOf[Kind][] | undefined>
  /** The segments of one bundle, in order, for whoever reads a few columns of many rows; undefined where it is not here. */
  segments<Kind extends TableKind>(
    kind: Kind,
    place: number,
  ): Promise<readonly LazySegment<RowOf[Kind], string | number>[] | undefined>
  /** A row by its number among all rows of a table, without changes; undefined where it is not here. */
  numbered<Kind extends TableKind>(kind: Kind, number: number): Promise<RowOf[Kind] | undefined>
  /** The key of the group of stations under which cards, loans and holds are told; undefined where it is not here. */
  groupKey(): Uint8Array | undefined
}

export interface TableShape {
  readonly name: string
  readonly rows: number
  readonly bundles: number
  /** Rows before a bundle. */
  rowsBefore(place: number): number
  isHere(place: number): boolean
  /** SHA-256 of a bundle, hex. */
  nameOf(place: number): string
}
