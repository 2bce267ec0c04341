import { segmentName } from '../pack.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import type { SegmentCoding } from './coding.ts'
import { countTable, loanTagTable, patronTable, stateTable } from './moving-tables.ts'
import { holdTable, namedHoldTable, namedLoanTable, namedTable, nameTable } from './person-tables.ts'
import type {
  CountRow,
  HoldRow,
  IndexRow,
  ItemRow,
  LoanTagRow,
  NamedHoldRow,
  NamedLoanRow,
  NamedRow,
  NameRow,
  PatronRow,
  StateRow,
  TitleRow,
} from './rows.ts'
import { SegmentError } from './segment-error.ts'
import { indexTable, itemTable, titleTable } from './static-tables.ts'
import { findRow, firstFrom, type Table } from './table.ts'

/** Raised with every change of what the bytes mean. */
export const segmentFormat = 2

export interface RowOf {
  readonly titles: TitleRow
  readonly items: ItemRow
  readonly states: StateRow
  readonly patrons: PatronRow
  readonly counts: CountRow
  readonly index: IndexRow
  readonly 'loan-tags': LoanTagRow
  readonly holds: HoldRow
  readonly named: NamedRow
  readonly names: NameRow
  readonly 'named-loans': NamedLoanRow
  readonly 'named-holds': NamedHoldRow
}

export type SegmentKind = keyof RowOf

export type KeyOf = { readonly [Kind in SegmentKind]: Kind extends 'counts' ? number : string }

export const tables: { readonly [Kind in SegmentKind]: Table<RowOf[Kind], KeyOf[Kind]> } = {
  titles: titleTable,
  items: itemTable,
  states: stateTable,
  patrons: patronTable,
  counts: countTable,
  index: indexTable,
  'loan-tags': loanTagTable,
  holds: holdTable,
  named: namedTable,
  names: nameTable,
  'named-loans': namedLoanTable,
  'named-holds': namedHoldTable,
}

export interface PackedRows {
  /** SHA-256 of the bytes, hex. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface OpenSegment<Row, Key> {
  readonly rows: readonly Row[]
  find(key: Key): Row | undefined
  /** Where the first row stands whose key is not less. */
  from(key: Key): number
  /** Where the row of a key stands, or -1. */
  placeOf(key: Key): number
  keyOf(row: Row): Key
  readonly count: number
}

/** One whose rows are made as they are asked for. */
export interface LazySegment<Row, Key> extends OpenSegment<Row, Key> {
  /** The row at a place, without making the others. */
  at(place: number): Row | undefined
  /** Values of columns as they are stored, without making rows. */
  columns<Name extends string>(names: readonly Name[]): Readonly<Record<Name, readonly unknown[]>>
}

/** A kind's number is its place here: new ones come last. */
export const kinds: readonly SegmentKind[] = [
  'titles',
  'items',
  'states',
  'patrons',
  'counts',
  'index',
  'loan-tags',
  'holds',
  'named',
  'names',
  'named-loans',
  'named-holds',
]
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
  return rowsIn(kind, await unsealed(kinds.indexOf(kind), { name, bytes }, coding))
}

/** Opens bytes whose name was checked before, or that lie in a bundle whose was, at once. Throws a `SegmentError` where they make no sense. */
export function openChecked<Kind extends SegmentKind>(
  kind: Kind,
  bytes: Uint8Array,
  coding: Pick<SegmentCoding, 'inflateNow'>,
): LazySegment<RowOf[Kind], KeyOf[Kind]> {
  const head = bodyOf(kinds.indexOf(kind), bytes)
  let body: Uint8Array
  try {
    body = coding.inflateNow(head.bytes(head.left()))
  } catch (cause) {
    throw new SegmentError('damaged', 'a segment cannot be inflated', { cause })
  }
  return lazily(kind, body)
}

/** Makes the rows that are asked for, and all of them only where somebody goes through them. */
function lazily<Kind extends SegmentKind>(kind: Kind, body: Uint8Array): LazySegment<RowOf[Kind], KeyOf[Kind]> {
  const { countIn, search, pick, keyOf, read } = tables[kind]
  const count = countIn(new ByteReader(body))
  const found = new Map<KeyOf[Kind], { readonly at: number; row?: RowOf[Kind] }>()
  let all: readonly RowOf[Kind][] | undefined
  const rows = () => {
    all ??= read(new ByteReader(body))
    return all
  }
  const placeOf = (key: KeyOf[Kind]) => {
    const before = found.get(key)
    if (before) return before.at
    if (!search) {
      const at = firstFrom(rows(), keyOf, key)
      return at < rows().length && keyOf(rows()[at]!) === key ? at : -1
    }
    const at = search(new ByteReader(body), key)
    found.set(key, { at })
    return at
  }
  return {
    keyOf,
    count,
    get rows() {
      return rows()
    },
    placeOf,
    from: key => firstFrom(rows(), keyOf, key),
    at: place => (place < count ? pick(new ByteReader(body), place) : undefined),
    columns: names => tables[kind].columns(new ByteReader(body), names),
    find(key) {
      const at = placeOf(key)
      if (at < 0) return undefined
      const kept = found.get(key)
      if (!kept) return rows()[at]
      kept.row ??= pick(new ByteReader(body), at)
      // Columns search in any case; where the table's keys have one, another case is another key.
      return keyOf(kept.row) === key ? kept.row : undefined
    },
  }
}

function rowsIn<Kind extends SegmentKind>(kind: Kind, reader: ByteReader): OpenSegment<RowOf[Kind], KeyOf[Kind]> {
  const { read, keyOf } = tables[kind]
  const rows = read(reader)
  reader.end()
  const from = (key: KeyOf[Kind]) => firstFrom(rows, keyOf, key)
  const placeOf = (key: KeyOf[Kind]) => (findRow(rows, keyOf, key) === undefined ? -1 : from(key))
  return { rows, keyOf, count: rows.length, find: key => findRow(rows, keyOf, key), from, placeOf }
}

/** Magic, format and kind, then the body, deflated; and the name of all that. */
export async function sealed(kind: number, body: Uint8Array, coding: SegmentCoding): Promise<PackedRows> {
  const writer = new ByteWriter()
  for (const byte of headOf(kind)) writer.byte(byte)
  writer.bytes(await coding.deflate(body))
  const bytes = writer.written()
  return { name: segmentName(bytes), bytes }
}

/** The body again, of bytes that are what their name says. */
export async function unsealed(kind: number, { name, bytes }: PackedRows, coding: SegmentCoding): Promise<ByteReader> {
  if (segmentName(bytes) !== name) throw new SegmentError('wrong-bytes', 'the bytes of a segment are not those of its name')
  const head = bodyOf(kind, bytes)
  const body = await coding.inflate(head.bytes(head.left())).catch(cause => {
    throw new SegmentError('damaged', 'a segment cannot be inflated', { cause })
  })
  return new ByteReader(body)
}

/** Behind magic, format and kind. */
export function bodyOf(kind: number, bytes: Uint8Array): ByteReader {
  const head = new ByteReader(bytes)
  if (head.byte() !== magic[0] || head.byte() !== magic[1]) throw new SegmentError('damaged', 'this is no segment')
  const format = head.byte()
  if (format > segmentFormat)
    throw new SegmentError('newer-format', `a segment of format ${format}; this program reads ${segmentFormat}`)
  // What stations still have of it is fetched again.
  if (format < segmentFormat) throw new SegmentError('damaged', `a segment of the older format ${format}`)
  if (head.byte() !== kind) throw new SegmentError('damaged', 'this segment holds other rows')
  return head
}

/** Magic, format and kind. */
export function headOf(kind: number): readonly number[] {
  return [...magic, segmentFormat, kind]
}
