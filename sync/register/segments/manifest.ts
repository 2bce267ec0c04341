import { segmentName } from '../pack.ts'
import type { Detail } from '../published.ts'
import type { LibrarySettings } from '../register.ts'
import type { SegmentKind } from './segment.ts'

/*
 * The packed register as a hub publishes it, over HTTP with `Authorization: Bearer TOKEN`:
 *
 *   GET /api/register/packed/manifest                       -> PackedManifest (JSON)
 *   GET /api/register/packed/bundles/NAME                   -> the bytes of an index or bundle; immutable, NAME is their SHA-256
 *   GET /api/register/packed/runs/INDEX/FROM-TO             -> the bytes of the bundles FROM to TO - 1 (places in the index of that name), one
 *                                                              after the other; immutable. One question for a whole table, and after a broken line for the rest of it.
 *   GET /api/register/packed/delta?manifest=NAME&since=V    -> a packed `RegisterDelta` (see `packDelta`; its name in the header `ETag`),
 *                                                              410 where a new manifest costs less or the hub cannot go back that far
 *   GET /api/register/packed/key?id=ID                      -> { "id", "key": 64 hex digits } the key of the group of stations
 *
 * A table is packed into bundles by `packTable`, in the order of its keys; the hub keeps them by name and publishes the rows that it gives as
 * the table's index.
 */

/** Raised with every change of this shape. */
export const manifestFormat = 2

const ofPersons = ['patrons', 'counts', 'loan-tags', 'holds', 'named', 'named-loans', 'named-holds', 'names'] as const

/** Tables that a manifest may have, in the order in which a station fetches them: what decides first. */
export const tableKinds = ['states', 'items', 'titles', ...ofPersons] as const

export type TableKind = (typeof tableKinds)[number] & SegmentKind

/** Tables that speak of persons: encrypted where they are stored. */
export const personalTables: readonly TableKind[] = ofPersons

export interface PackedManifest {
  readonly format: typeof manifestFormat
  /** `manifestName`: what deltas are counted from. */
  readonly name: string
  /** The hub's cursor when the tables were built: the first delta is asked from here. */
  readonly version: number
  /** Instant of the hub at which the data was true. */
  readonly asOf: string
  /** When the library system's data was last read, where the hub reads it from another: what is shown as the age of the data. */
  readonly readAt?: string
  /** Which key the hashes of cards, loans and holds are made with: its id, never the key. */
  readonly keyId: string
  /** How much of persons the station is told. */
  readonly detail: Pick<Detail, 'tier' | 'until'>
  /** Each kind once; one that is absent has no rows. */
  readonly tables: readonly PublishedTable[]
  readonly settings: LibrarySettings
}

export interface PublishedTable {
  readonly kind: TableKind
  /** A segment of `index` rows, one for each bundle in the order of keys: SHA-256 of its bytes, and how many they are. */
  readonly index: { readonly name: string; readonly bytes: number }
  readonly bundles: number
  readonly rows: number
  /** Of all bundles together. */
  readonly bytes: number
}

/**
 * The same tables at the same version have the same name. At a later version they have another, though nothing of them is fetched again: a station whose
 * changes are no longer known goes on from there, and places of cards that came since are counted anew.
 */
export function manifestName(keyId: string, tables: readonly PublishedTable[], version: number): string {
  const lines = [...tables].sort((a, b) => (a.kind < b.kind ? -1 : 1)).map(({ kind, index }) => `${kind} ${index.name}\n`)
  return segmentName(new TextEncoder().encode(`${keyId} ${version}\n${lines.join('')}`))
}
