import { feigCrc } from '../crc16.ts'
import { type FrameAt, Resync } from '../resync.ts'

/** One frame of the FEIG OBID protocol, either way. A reader's has its status in front of the data. */
export interface FeigFrame {
  /** The two-byte length form, begun by 02. */
  readonly advanced: boolean
  readonly address: number
  readonly command: number
  readonly data: Uint8Array
}

export const anyReader = 0xff
const advancedStart = 0x02
/** A longer one is no frame but noise: the largest that readers send holds 255 records. */
const longest = 16_384

/** Bytes of a frame, checksum included. */
export function encodeFrame({ advanced, address, command, data }: FeigFrame): Uint8Array {
  const length = data.length + (advanced ? 7 : 5)
  if (!advanced && length > 255) throw new Error(`a standard frame holds no ${data.length} bytes`)
  const head = advanced ? [advancedStart, length >> 8, length & 0xff] : [length]
  const frame = [...head, address, command, ...data]
  const crc = feigCrc(frame)
  return Uint8Array.of(...frame, crc & 0xff, crc >> 8)
}

/** Cuts bytes into frames of the host or of the reader; a reader's has one byte more, its status. */
export function feigFraming(from: 'host' | 'reader'): Resync<FeigFrame> {
  const shortest = from === 'host' ? 5 : 6
  return new Resync((bytes, at) => frameAt(bytes, at, shortest))
}

function frameAt(bytes: Uint8Array, at: number, shortest: number): FrameAt<FeigFrame> {
  const left = bytes.length - at
  const advanced = bytes[at] === advancedStart
  if (advanced && left < 3) return 'unfinished'
  const length = advanced ? (bytes[at + 1]! << 8) | bytes[at + 2]! : bytes[at]!
  if (length < shortest + (advanced ? 2 : 0) || length > longest) return 'junk'
  if (length > left) return 'unfinished'
  const end = at + length
  const crc = bytes[end - 2]! | (bytes[end - 1]! << 8)
  if (feigCrc(bytes.subarray(at, end - 2)) !== crc) return 'junk'
  const head = at + (advanced ? 3 : 1)
  const [address, command] = [bytes[head]!, bytes[head + 1]!]
  return { frame: { advanced, address, command, data: bytes.slice(head + 2, end - 2) }, end }
}
