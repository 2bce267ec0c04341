import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { Column } from './column.ts'
import { SegmentError } from './segment-error.ts'

/** A kind of row, column by column, and the key by which its rows are sorted and found. */
export interface Table<Row, Key extends string | number = string> {
  write(writer: ByteWriter, rows: readonly Row[]): void
  read(reader: ByteReader): readonly Row[]
  /** How many rows there are. */
  countIn(reader: ByteReader): number
  /** Where the row of a key stands, or -1, without making rows; absent where a key is made of several columns. Of bytes that were verified. */
  readonly search?: (reader: ByteReader, key: Key) => number
  /** The values of some columns, without making rows. */
  columns<Name extends string>(reader: ByteReader, names: readonly Name[]): Readonly<Record<Name, readonly unknown[]>>
  /** The row at a place, without making the others. */
  pick(reader: ByteReader, at: number): Row
  keyOf(row: Row): Key
}

/** A table whose rows are written in the order of their keys, each key once; `unfit` otherwise. Rows read are in that order, or `damaged`. */
export function table<Stored extends object, Row, Key extends string | number = string>(
  columns: { readonly [Name in keyof Stored]-?: Column<Stored[Name]> },
  keyOf: (row: Row) => Key,
  store: (row: Row) => Stored,
  restore: (stored: Stored) => Row,
  key: 'first column' | 'made of several' = 'first column',
): Table<Row, Key> {
  const names = Object.keys(columns) as (keyof Stored)[]
  const inOrder = (rows: readonly Row[]) => rows.every((row, at) => at === 0 || keyOf(rows[at - 1]!) < keyOf(row))
  const search = columns[names[0]!].search
  const hasSearch = search !== undefined && key === 'first column'
  return {
    keyOf,
    countIn: reader => reader.count(),
    ...(hasSearch && { search: (reader: ByteReader, wanted: Key) => search(reader, reader.count(), wanted) }),
    columns(reader, wanted) {
      const count = reader.count()
      const found: Record<string, readonly unknown[]> = {}
      const last = Math.max(...wanted.map(name => names.indexOf(name as unknown as keyof Stored)))
      for (const name of names.slice(0, last + 1)) {
        const isWanted = (wanted as readonly unknown[]).includes(name)
        if (isWanted) found[String(name)] = columns[name].read(reader, count)
        // Only to stand behind it.
        else columns[name].pick(reader, count, 0)
      }
      return found as Record<(typeof wanted)[number], readonly unknown[]>
    },
    pick(reader, at) {
      const count = reader.count()
      const stored = {} as Stored
      for (const name of names) {
        const value = columns[name].pick(reader, count, at)
        if (value !== undefined) stored[name] = value
      }
      return restore(stored)
    },
    write(writer, rows) {
      if (!inOrder(rows)) throw new SegmentError('unfit', 'rows are not in the order of their keys')
      writer.number(rows.length)
      const stored = rows.map(store)
      for (const name of names)
        columns[name].write(
          writer,
          stored.map(row => row[name]),
        )
    },
    read(reader) {
      const count = reader.count()
      const read = names.map(name => [name, columns[name].read(reader, count)] as const)
      const rows = Array.from({ length: count }, (_, at) => {
        const stored = {} as Stored
        for (const [name, values] of read) if (values[at] !== undefined) stored[name] = values[at]!
        return restore(stored)
      })
      if (!inOrder(rows)) throw new SegmentError('damaged', 'rows are not in the order of their keys')
      return rows
    },
  }
}

/** For rows that are stored as they are. */
export const asItIs = <Row>(row: Row): Row => row

/** Binary search in rows that are in the order of their keys. */
export function findRow<Row, Key extends string | number>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  key: Key,
): Row | undefined {
  const row = rows[firstFrom(rows, keyOf, key)]
  return row !== undefined && keyOf(row) === key ? row : undefined
}

/** Where the first row stands whose key is not less; behind the last row if there is none. */
export function firstFrom<Row, Key extends string | number>(rows: readonly Row[], keyOf: (row: Row) => Key, key: Key): number {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (keyOf(rows[middle]!) < key) from = middle + 1
    else to = middle
  }
  return from
}
