import type { LibrarySettings } from '../register.ts'
import { ByteWriter } from './byte-writer.ts'
import type { SegmentCoding } from './coding.ts'
import type { Column } from './column.ts'
import { counts, places } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import { type PackedRows, type RowOf, sealed, tables, unsealed } from './segment.ts'
import { SegmentError } from './segment-error.ts'
import { findRow } from './table.ts'
import { tags } from './tag-column.ts'
import { words } from './text-columns.ts'

export interface Changed<Row, Key> {
  /** Whole rows, in the order of their keys. */
  readonly changed: readonly Row[]
  /** Tombstones: keys of rows that are no more, in order. A state that is gone means that the item stands on its shelf. */
  readonly gone: readonly Key[]
}

/** The rows that changed since a version, against the manifest that they are counted from. Applied twice it does no harm. */
export interface RegisterDelta {
  /** Name of the manifest: places in `counts` are places in its patron rows. */
  readonly manifest: string
  readonly since: number
  readonly version: number
  readonly asOf: string
  /** As in the manifest. */
  readonly readAt?: string
  readonly titles: Changed<RowOf['titles'], string>
  readonly items: Changed<RowOf['items'], string>
  readonly states: Changed<RowOf['states'], string>
  readonly patrons: Changed<RowOf['patrons'], string>
  readonly counts: Changed<RowOf['counts'], number>
  readonly 'loan-tags': Changed<RowOf['loan-tags'], string>
  readonly holds: Changed<RowOf['holds'], string>
  readonly named: Changed<RowOf['named'], string>
  readonly names: Changed<RowOf['names'], string>
  readonly 'named-loans': Changed<RowOf['named-loans'], string>
  readonly 'named-holds': Changed<RowOf['named-holds'], string>
  /**
   * Cards that are not in the manifest's patron rows, in order, and their places for `counts`: behind the manifest's, in the order in which they came.
   */
  readonly places: readonly { readonly card: string; readonly place: number }[]
  /** Where they have changed. */
  readonly settings?: LibrarySettings
}

/** A delta of nothing, to be filled. */
export function emptyDelta(head: Pick<RegisterDelta, 'manifest' | 'since' | 'version' | 'asOf'>): RegisterDelta {
  const none = { changed: [], gone: [] }
  const rows = Object.fromEntries(deltaKinds.map(kind => [kind, none])) as unknown as Pick<RegisterDelta, DeltaKind>
  return { ...head, ...rows, places: [] }
}

/** A kind of its own, behind those of segments. */
const deltaKind = 100

/** Packs a delta. Rejects with `unfit` where rows or tombstones are out of order, or a key is both changed and gone. */
export async function packDelta(delta: RegisterDelta, coding: SegmentCoding): Promise<PackedRows> {
  const writer = new ByteWriter()
  writer.text(delta.manifest)
  writer.number(delta.since)
  writer.number(delta.version)
  writer.text(delta.asOf)
  for (const part of parts) part.write(writer, delta)
  writer.number(delta.places.length)
  tags.write(
    writer,
    delta.places.map(({ card }) => card),
  )
  counts.write(
    writer,
    delta.places.map(({ place }) => place),
  )
  writer.text(delta.settings ? JSON.stringify(delta.settings) : '')
  if (delta.readAt !== undefined) writer.text(delta.readAt)
  return sealed(deltaKind, writer.written(), coding)
}

/** Opens a delta; rejects with a `SegmentError` as `openSegment` does. */
export async function openDelta(packed: PackedRows, coding: SegmentCoding): Promise<RegisterDelta> {
  const reader = await unsealed(deltaKind, packed, coding)
  const head = { manifest: reader.text(), since: reader.number(), version: reader.number(), asOf: reader.text() }
  const read = Object.assign({}, ...parts.map(part => part.read(reader)))
  const cards = tags.read(reader, reader.count())
  const numbers = counts.read(reader, cards.length)
  const settings = reader.text()
  const readAt = reader.left() > 0 ? reader.text() : undefined
  reader.end()
  const newPlaces = cards.map((card, at) => ({ card, place: numbers[at]! }))
  return { ...head, ...read, places: newPlaces, ...(settings && { settings: settingsIn(settings) }), ...(readAt && { readAt }) }
}

function settingsIn(text: string): LibrarySettings {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SegmentError('damaged', 'the settings of a delta cannot be read', { cause })
  }
}

/** What a delta may change, in the order in which it is written. */
export const deltaKinds = [
  'titles',
  'items',
  'states',
  'patrons',
  'counts',
  'loan-tags',
  'holds',
  'named',
  'names',
  'named-loans',
  'named-holds',
] as const

export type DeltaKind = (typeof deltaKinds)[number]

function part<K extends DeltaKind>(kind: K, keys: Column<RegisterDelta[K]['gone'][number]>) {
  type Part = Changed<RowOf[K], string | number>
  const { write, read, keyOf } = tables[kind]
  return {
    write(writer: ByteWriter, delta: RegisterDelta): void {
      const { changed, gone } = delta[kind] as unknown as Part
      const inOrder = gone.every((key, at) => at === 0 || gone[at - 1]! < key)
      if (!inOrder || gone.some(key => findRow<RowOf[K], string | number>(changed, keyOf, key)))
        throw new SegmentError('unfit', `tombstones of ${kind} are out of order, or stand beside their rows`)
      write(writer, changed)
      writer.number(gone.length)
      keys.write(writer, gone as RegisterDelta[K]['gone'])
    },
    read(reader: Parameters<typeof read>[0]) {
      const changed = read(reader)
      return { [kind]: { changed, gone: keys.read(reader, reader.count()) } }
    },
  }
}

const parts = [
  part('titles', numbered),
  part('items', numbered),
  part('states', numbered),
  part('patrons', tags),
  part('counts', places),
  part('loan-tags', numbered),
  part('holds', words),
  part('named', numbered),
  part('names', words),
  part('named-loans', numbered),
  part('named-holds', numbered),
]
