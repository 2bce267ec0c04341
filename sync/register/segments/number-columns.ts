import type { ByteReader } from './byte-reader.ts'
import { signed, unsigned } from './byte-writer.ts'
import type { Column } from './column.ts'

/** Whole numbers from 0. */
export const counts: Column<number> = {
  write: (writer, values) => {
    for (const value of values) writer.number(value)
  },
  read: (reader, count) => Array.from({ length: count }, () => reader.number()),
  pick: numberAt,
}

/** Of numbers that stand one after the other. */
function numberAt(reader: ByteReader, count: number, at: number): number {
  reader.skip(at)
  const value = reader.number()
  reader.skip(count - at - 1)
  return value
}

/** Whole numbers from 0, or none. */
export const optionalCounts: Column<number | undefined> = {
  write: (writer, values) => {
    for (const value of values) writer.number(value === undefined ? 0 : value + 1)
  },
  read: (reader, count) =>
    Array.from({ length: count }, () => {
      const value = reader.number()
      return value === 0 ? undefined : value - 1
    }),
  pick: (reader, count, at) => {
    const value = numberAt(reader, count, at)
    return value === 0 ? undefined : value - 1
  },
}

/** Whole numbers of either sign: money. */
export const amounts: Column<number> = {
  write: (writer, values) => {
    for (const value of values) writer.number(unsigned(value))
  },
  read: (reader, count) => Array.from({ length: count }, () => signed(reader.number())),
  pick: (reader, count, at) => signed(numberAt(reader, count, at)),
}

/** Whole numbers of which each is greater than the one before. */
export const places: Column<number> = {
  write: (writer, values) => {
    let before = -1
    for (const value of values) {
      writer.number(value - before - 1)
      before = value
    }
  },
  read: (reader, count) => {
    let before = -1
    return Array.from({ length: count }, () => {
      before += reader.number() + 1
      return before
    })
  },
  pick: (reader, count, at) => places.read(reader, count)[at]!,
  search: (reader, count, key) => places.read(reader, count).indexOf(Number(key)),
}

/** Yes or no. */
export const flags: Column<true | undefined> = {
  write: (writer, values) => {
    for (const value of values) writer.byte(value ? 1 : 0)
  },
  read: (reader, count) => Array.from({ length: count }, () => (reader.byte() === 0 ? undefined : true)),
  pick: (reader, count, at) => (reader.bytes(count)[at] === 0 ? undefined : true),
}
