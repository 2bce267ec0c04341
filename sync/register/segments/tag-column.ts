import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { ByteReader } from './byte-reader.ts'
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
    const values: string[] = []
    walk(reader, count, (high, low) => {
      values.push(hex(high) + hex(low))
    })
    return values
  },
  pick(reader, count, wanted) {
    let value = ''
    walk(reader, count, (high, low, at) => {
      if (at === wanted) value = hex(high) + hex(low)
    })
    return value
  },
  search(reader, count, key) {
    const wanted = String(key)
    if (wanted.length !== digits) return -1
    const [wantedHigh, wantedLow] = [Number.parseInt(wanted.slice(0, 8), 16), Number.parseInt(wanted.slice(8), 16)]
    let found = -1
    walk(reader, count, (high, low, at) => {
      if (high === wantedHigh && low === wantedLow) found = at
    })
    return found
  },
}

const hex = (half: number): string => half.toString(16).padStart(8, '0')
const halfRange = 2 ** 32

/** Tells the upper and lower 32 bits of each: sums of BigInt took most of the time of a look-up. */
function walk(reader: ByteReader, count: number, tell: (high: number, low: number, at: number) => void): void {
  const width = reader.byte()
  if (width > 8) throw new SegmentError('damaged', 'a tag is too long')
  const planes = Array.from({ length: width }, () => reader.bytes(count))
  let [high, low] = [0, 0]
  for (let at = 0; at < count; at++) {
    let [stepHigh, stepLow] = [0, 0]
    for (let weight = Math.min(width, 4) - 1; weight >= 0; weight--) stepLow = stepLow * 256 + planes[weight]![at]!
    for (let weight = width - 1; weight >= 4; weight--) stepHigh = stepHigh * 256 + planes[weight]![at]!
    low += stepLow
    high += stepHigh
    if (low >= halfRange) {
      low -= halfRange
      high++
    }
    if (high >= halfRange) throw new SegmentError('damaged', 'a tag is too large')
    tell(high, low, at)
  }
}

const shortBytes = 4

/** Keyed hashes of 32 bits in any order, as 8 hex digits. */
export const shortTags: Column<string> = {
  write(writer, values) {
    for (const value of values) {
      if (!/^[0-9a-f]{8}$/.test(value)) throw new SegmentError('unfit', 'a short tag has 8 hex digits')
      writer.bytes(hexToBytes(value))
    }
  },
  read: (reader, count) => Array.from({ length: count }, () => bytesToHex(reader.bytes(shortBytes))),
  pick: (reader, count, at) => bytesToHex(reader.bytes(count * shortBytes).subarray(at * shortBytes, (at + 1) * shortBytes)),
}
