import { uidBytes, uidText } from '../uid.ts'
import type { PadFrame } from './frame.ts'
import { padCommands } from './requests.ts'

/** A pad's answer: the request's command byte, how it went (0 is well), and what came. */
export interface PadAnswer {
  readonly probe: boolean
  readonly command: number
  readonly error: number
  readonly fields: Uint8Array
}

/** Error bytes that mean something to a desk. */
export const padErrors = {
  ok: 0x00,
  notImplemented: 0x02,
  noTag: 0x06,
  locked: 0x12,
  notRead: 0x15,
  notWritten: 0x16,
  notSupported: 0x30,
} as const

/** Splits a pad's frame; undefined where it is too short for an answer. */
export function answerOf({ probe, payload }: PadFrame): PadAnswer | undefined {
  return payload.length < 2 ? undefined : { probe, command: payload[0]!, error: payload[1]!, fields: payload.slice(2) }
}

/** The frame of an answer. The pad's side of the same table. */
export function frameOf({ probe, command, error, fields }: PadAnswer): PadFrame {
  return { probe, payload: Uint8Array.of(command, error, ...fields) }
}

/** The tag an answer is about: the commands that name one repeat it. */
export function uidOf({ command, fields }: PadAnswer): string | undefined {
  const { inventory, version, parameters, 'pass-through': raw } = padCommands
  const namesNone = [inventory, version, parameters, raw].some(other => other === command)
  return namesNone || fields.length < 8 ? undefined : uidText(fields.subarray(0, 8))
}

/** What follows the tag's number. */
export function restOf({ fields }: PadAnswer): Uint8Array {
  return fields.subarray(8)
}

export interface PadTag {
  readonly uid: string
  readonly dsfid?: number
}

const withDsfid = 0x02

/** Reads an inventory's fields; undefined where their length contradicts the count. A tag may be named twice. */
export function readInventory(fields: Uint8Array): readonly PadTag[] | undefined {
  const [, options = 0, count = 0] = fields
  const has = (options & withDsfid) !== 0
  const size = has ? 9 : 8
  if (fields.length !== 3 + count * size) return undefined
  return Array.from({ length: count }, (_, index) => {
    const tag = fields.subarray(3 + index * size, 3 + (index + 1) * size)
    return has ? { dsfid: tag[0]!, uid: uidText(tag.subarray(1)) } : { uid: uidText(tag) }
  })
}

export function writeInventory(
  afi: number,
  options: number,
  tags: readonly { readonly uid: string; readonly dsfid: number }[],
): Uint8Array {
  const has = (options & withDsfid) !== 0
  return Uint8Array.from([
    afi,
    options,
    tags.length,
    ...tags.flatMap(({ uid, dsfid }) => [...(has ? [dsfid] : []), ...uidBytes(uid)]),
  ])
}

/** A block, or what went wrong with this one (`error`). */
export interface PadBlock {
  readonly number: number
  readonly locked: boolean
  readonly bytes: Uint8Array
  readonly error?: number
}

const blockSize = 4
const highestLock = 3

/** Reads blocks of the old style (number, lock, bytes); what follows the tag's number. Undefined where lengths contradict each other. */
export function readOldBlocks(rest: Uint8Array): readonly PadBlock[] | undefined {
  const count = rest[0] ?? 0
  if (rest.length !== 1 + count * (blockSize + 2)) return undefined
  return Array.from({ length: count }, (_, index) => {
    const at = 1 + index * (blockSize + 2)
    const lock = rest[at + 1]!
    const bytes = rest.slice(at + 2, at + 2 + blockSize)
    return { number: rest[at]!, locked: lock > 0 && lock <= highestLock, bytes, ...(lock > highestLock && { error: lock }) }
  })
}

export function writeOldBlocks(blocks: readonly PadBlock[]): Uint8Array {
  return Uint8Array.from([
    blocks.length,
    ...blocks.flatMap(({ number, locked, bytes, error }) => [number, error ?? (locked ? 1 : 0), ...bytes]),
  ])
}

/** Reads blocks of the new style without lock bytes (0C). Undefined where lengths contradict each other. */
export function readNewBlocks(rest: Uint8Array): readonly PadBlock[] | undefined {
  const [first = 0, count = 0] = rest
  if (rest.length !== 2 + count * blockSize) return undefined
  return Array.from({ length: count }, (_, index) => {
    const at = 2 + index * blockSize
    return { number: first + index, locked: false, bytes: rest.slice(at, at + blockSize) }
  })
}

export interface PadTagInfo {
  readonly dsfid?: number
  readonly afi?: number
  readonly blockSize?: number
  readonly blocks?: number
}

/** Reads a tag's information: the mask says which fields there are. */
export function readTagInfo(rest: Uint8Array): PadTagInfo | undefined {
  const mask = rest[0] ?? 0
  const values = [...rest.subarray(1)]
  if (values.length < (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) * 2) return undefined
  return {
    ...(mask & 1 && { dsfid: values.shift()! }),
    ...(mask & 2 && { afi: values.shift()! }),
    // The tag tells both as one less.
    ...(mask & 4 && { blockSize: values.shift()! + 1, blocks: values.shift()! + 1 }),
  }
}
