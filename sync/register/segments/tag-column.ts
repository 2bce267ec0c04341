import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Column } from './column.ts'
import { SegmentError } from './segment-error.ts'

const digits = 16

/** Keyed hashes of 64 bits in ascending order, as 16 hex digits: chance cannot be packed, but its order can. The bytes of one weight stand together. */
export const tags: Column<string> = {
  write(writer, values) {
    let before = 0n
    const steps = values.map(value => {
      if (!/^[0-9a-f]{16}$/.test(value)) throw new SegmentError('unfit', 'a tag has 16 hex digits')
      const number = BigInt(`0x${value}`)
      const step = number - before
      if (step < 0n) throw new SegmentError('unfit', 'tags are not in order')
      before = number
      return step.toString(16).padStart(digits, '0')
    })
    const width = Math.max(0, ...steps.map(step => Math.ceil(step.replace(/^0+/, '').length / 2)))
    writer.byte(width)
    for (let weight = 0; weight < width; weight++) {
      const from = digits - 2 * (weight + 1)
      for (const step of steps) writer.byte(Number.parseInt(step.slice(from, from + 2), 16))
    }
  },
  read(reader, count) {
    const width = reader.byte()
    if (width > 8) throw new SegmentError('damaged', 'a tag is too long')
    const steps = new Array<bigint>(count).fill(0n)
    for (let weight = 0; weight < width; weight++) {
      const plane = reader.bytes(count)
      for (let at = 0; at < count; at++) steps[at]! += BigInt(plane[at]!) << BigInt(8 * weight)
    }
    let sum = 0n
    return steps.map(step => {
      sum += step
      if (sum >> 64n) throw new SegmentError('damaged', 'a tag is too large')
      return sum.toString(16).padStart(digits, '0')
    })
  },
}

/** Keyed hashes of 32 bits in any order, as 8 hex digits. */
export const shortTags = unordered(4)

/** Keyed hashes of 64 bits in any order, as 16 hex digits. */
export const anyTags = unordered(8)

function unordered(bytes: number): Column<string> {
  const isTag = new RegExp(`^[0-9a-f]{${2 * bytes}}$`)
  return {
    write(writer, values) {
      for (const value of values) {
        if (!isTag.test(value)) throw new SegmentError('unfit', `a tag has ${2 * bytes} hex digits`)
        writer.bytes(hexToBytes(value))
      }
    },
    read: (reader, count) => Array.from({ length: count }, () => bytesToHex(reader.bytes(bytes))),
  }
}
