import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** How the values of one column are written together. What was written is read as it was; damaged bytes throw a `SegmentError`. */
export interface Column<T> {
  write(writer: ByteWriter, values: readonly T[]): void
  read(reader: ByteReader, count: number): readonly T[]
}
