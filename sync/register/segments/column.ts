import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** How the values of one column are written together. What was written is read as it was; damaged bytes throw a `SegmentError`. */
export interface Column<T> {
  write(writer: ByteWriter, values: readonly T[]): void
  read(reader: ByteReader, count: number): readonly T[]
  /** The value of one row, without making those of all others; the reader stands behind the column then. */
  pick(reader: ByteReader, count: number, at: number): T
  /** For a key's column: where this value stands, or -1. A text is found in any case that its table's keys have. */
  search?(reader: ByteReader, count: number, key: string | number): number
}
