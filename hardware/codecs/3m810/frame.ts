import { padCrc } from '../crc16.ts'
import { type FrameAt, Resync } from '../resync.ts'

/** One frame of a 3M pad, either way. `probe`: the start-up channel, begun by D5. */
export interface PadFrame {
  readonly probe: boolean
  readonly payload: Uint8Array
}

const start = { probe: 0xd5, normal: 0xd6 } as const
const probeCommand = 0x04
/** Payload and checksum; the pads' own buffers are far smaller. */
const longest = 4096

/** Bytes of a frame, checksum included. */
export function encodeFrame({ probe, payload }: PadFrame): Uint8Array {
  const length = payload.length + 2
  const body = [length >> 8, length & 0xff, ...payload]
  const crc = padCrc(body)
  return Uint8Array.of(probe ? start.probe : start.normal, ...body, crc >> 8, crc & 0xff)
}

/** Cuts bytes into frames. */
export function padFraming(): Resync<PadFrame> {
  return new Resync(frameAt)
}

function frameAt(bytes: Uint8Array, at: number): FrameAt<PadFrame> {
  const first = bytes[at]
  if (first !== start.probe && first !== start.normal) return 'junk'
  if (bytes.length < at + 3) return 'unfinished'
  const length = (bytes[at + 1]! << 8) | bytes[at + 2]!
  if (length < 3 || length > longest) return 'junk'
  const end = at + 3 + length
  if (end > bytes.length) return 'unfinished'
  const crc = (bytes[end - 2]! << 8) | bytes[end - 1]!
  if (padCrc(bytes.subarray(at + 1, end - 2)) !== crc) return 'junk'
  // The checksum does not cover the start: one wrong bit there makes a probe of anything, and only the probe's own command is one.
  if (first === start.probe && bytes[at + 3] !== probeCommand) return 'junk'
  return { frame: { probe: first === start.probe, payload: bytes.slice(at + 3, end - 2) }, end }
}
