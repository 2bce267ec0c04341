import { ByteWriter } from './byte-writer.ts'
import type { SegmentCoding } from './coding.ts'
import type { Column } from './column.ts'
import { places } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import { type PackedRows, type RowOf, sealed, tables, unsealed } from './segment.ts'
import { SegmentError } from './segment-error.ts'
import { findRow } from './table.ts'
import { tags } from './tag-column.ts'

interface Changed<Row, Key> {
  /** Whole rows, in the order of their keys. */
  readonly changed: readonly Row[]
  /** Tombstones: keys of rows that are no more, in order. A state that is gone means that the item stands on its shelf. */
  readonly gone: readonly Key[]
}

/** The rows that changed since a version, against the manifest that they are counted from. Applied twice it does no harm. */
export interface RegisterDelta {
  /** Name of the manifest's index: places in `counts` are places in its patron rows. */
  readonly manifest: string
  readonly since: number
  readonly version: number
  readonly asOf: string
  readonly titles: Changed<RowOf['titles'], string>
  readonly items: Changed<RowOf['items'], string>
  readonly states: Changed<RowOf['states'], string>
  readonly patrons: Changed<RowOf['patrons'], string>
  readonly counts: Changed<RowOf['counts'], number>
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
  return sealed(deltaKind, writer.written(), coding)
}

/** Opens a delta; rejects with a `SegmentError` as `openSegment` does. */
export async function openDelta(packed: PackedRows, coding: SegmentCoding): Promise<RegisterDelta> {
  const reader = await unsealed(deltaKind, packed, coding)
  const head = { manifest: reader.text(), since: reader.number(), version: reader.number(), asOf: reader.text() }
  const read = Object.assign({}, ...parts.map(part => part.read(reader)))
  reader.end()
  return { ...head, ...read }
}

type Kind = 'titles' | 'items' | 'states' | 'patrons' | 'counts'

function part<K extends Kind>(kind: K, keys: Column<RegisterDelta[K]['gone'][number]>) {
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
]
