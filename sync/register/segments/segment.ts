import { segmentName } from '../pack.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import type { SegmentCoding } from './coding.ts'
import { countTable, loanTagTable, patronTable, stateTable } from './moving-tables.ts'
import type { CountRow, IndexRow, ItemRow, LoanTagRow, PatronRow, StateRow, TitleRow } from './rows.ts'
import { SegmentError } from './segment-error.ts'
import { indexTable, itemTable, titleTable } from './static-tables.ts'
import { findRow, type Table } from './table.ts'

/** Raised with every change of what the bytes mean. */
export const segmentFormat = 1

export interface RowOf {
  readonly titles: TitleRow
  readonly items: ItemRow
  readonly states: StateRow
  readonly patrons: PatronRow
  readonly counts: CountRow
  readonly index: IndexRow
  readonly 'loan-tags': LoanTagRow
}

export type SegmentKind = keyof RowOf

interface KeyOf extends Record<SegmentKind, string | number> {
  readonly titles: string
  readonly items: string
  readonly states: string
  readonly patrons: string
  readonly counts: number
  readonly index: string
  readonly 'loan-tags': string
}

export const tables: { readonly [Kind in SegmentKind]: Table<RowOf[Kind], KeyOf[Kind]> } = {
  titles: titleTable,
  items: itemTable,
  states: stateTable,
  patrons: patronTable,
  counts: countTable,
  index: indexTable,
  'loan-tags': loanTagTable,
}

export interface PackedRows {
  /** SHA-256 of the bytes, hex. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface OpenSegment<Row, Key> {
  readonly rows: readonly Row[]
  find(key: Key): Row | undefined
}

/** A kind's number is its place here: new ones come last. */
const kinds: readonly SegmentKind[] = ['titles', 'items', 'states', 'patrons', 'counts', 'index', 'loan-tags']
const magic = [0x50, 0x59]

/** Packs rows that are in the order of their keys. The same rows and coding give the same bytes. Rejects with `unfit` otherwise. */
export async function packSegment<Kind extends SegmentKind>(
  kind: Kind,
  rows: readonly RowOf[Kind][],
  coding: SegmentCoding,
): Promise<PackedRows> {
  const body = new ByteWriter()
  tables[kind].write(body, rows)
  return sealed(kinds.indexOf(kind), body.written(), coding)
}

/** Opens the segment of that name. Rejects with a `SegmentError` whatever else the bytes are: never with wrong rows. */
export async function openSegment<Kind extends SegmentKind>(
  kind: Kind,
  { name, bytes }: PackedRows,
  coding: SegmentCoding,
): Promise<OpenSegment<RowOf[Kind], KeyOf[Kind]>> {
  const reader = await unsealed(kinds.indexOf(kind), { name, bytes }, coding)
  const { read, keyOf } = tables[kind]
  const rows = read(reader)
  reader.end()
  return { rows, find: key => findRow(rows, keyOf, key) }
}

/** Magic, format and kind, then the body, deflated; and the name of all that. */
export async function sealed(kind: number, body: Uint8Array, coding: SegmentCoding): Promise<PackedRows> {
  const writer = new ByteWriter()
  for (const byte of [...magic, segmentFormat, kind]) writer.byte(byte)
  writer.bytes(await coding.deflate(body))
  const bytes = writer.written()
  return { name: segmentName(bytes), bytes }
}

/** The body again, of bytes that are what their name says. */
export async function unsealed(kind: number, { name, bytes }: PackedRows, coding: SegmentCoding): Promise<ByteReader> {
  if (segmentName(bytes) !== name) throw new SegmentError('wrong-bytes', 'the bytes of a segment are not those of its name')
  const head = new ByteReader(bytes)
  if (head.byte() !== magic[0] || head.byte() !== magic[1]) throw new SegmentError('damaged', 'this is no segment')
  const format = head.byte()
  if (format > segmentFormat)
    throw new SegmentError('newer-format', `a segment of format ${format}; this program reads ${segmentFormat}`)
  if (head.byte() !== kind) throw new SegmentError('damaged', 'this segment holds other rows')
  const body = await coding.inflate(head.bytes(head.left())).catch(cause => {
    throw new SegmentError('damaged', 'a segment cannot be inflated', { cause })
  })
  return new ByteReader(body)
}
