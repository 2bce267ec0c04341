import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { apart } from '../detail/packed-id.ts'
import type { Column } from './column.ts'
import { counts } from './number-columns.ts'
import { SegmentError } from './segment-error.ts'
import { words } from './text-columns.ts'

/** Sealed ids as `packId` gives them: the shapes are few, the lengths too, and of the bytes none tells another. */
export const sealedIds: Column<string> = {
  write(writer, values) {
    const parts = values.map(value => {
      const [shape, hex] = apart(value)
      if (!/^.* \d+$/s.test(shape) || !/^([0-9a-f]{2})*$/.test(hex)) throw new SegmentError('unfit', 'this is no sealed id')
      return { shape, bytes: hexToBytes(hex) }
    })
    words.write(
      writer,
      parts.map(({ shape }) => shape),
    )
    counts.write(
      writer,
      parts.map(({ bytes }) => bytes.length),
    )
    for (const { bytes } of parts) writer.bytes(bytes)
  },
  read(reader, count) {
    const shapes = words.read(reader, count)
    const lengths = counts.read(reader, count)
    return shapes.map((shape, at) => `${shape} ${bytesToHex(reader.bytes(lengths[at]!))}`)
  },
  pick(reader, count, at) {
    const shape = words.pick(reader, count, at)
    const lengths = counts.read(reader, count)
    let hex = ''
    for (const [row, length] of lengths.entries()) {
      const bytes = reader.bytes(length)
      if (row === at) hex = bytesToHex(bytes)
    }
    return `${shape} ${hex}`
  },
}
