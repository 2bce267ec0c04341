import { uidBytes, uidText } from '../uid.ts'
import type { FeigFrame } from './frame.ts'

/** A reader's answer: the request's command byte, how it went, and what came. */
export interface FeigAnswer {
  readonly command: number
  readonly status: number
  readonly data: Uint8Array
}

/** Status bytes that mean something to a desk. */
export const feigStatus = {
  ok: 0x00,
  noTag: 0x01,
  dataFalse: 0x02,
  writeError: 0x03,
  addressError: 0x04,
  parameter: 0x11,
  unknownCommand: 0x80,
  length: 0x81,
  notNow: 0x82,
  collision: 0x83,
  overflow: 0x93,
  moreData: 0x94,
  iso15693: 0x95,
} as const

/** Splits a reader's frame; undefined where it has no status. */
export function answerOf({ command, data }: FeigFrame): FeigAnswer | undefined {
  return data.length === 0 ? undefined : { command, status: data[0]!, data: data.slice(1) }
}

/** One transponder of an inventory. `dsfid` where it is of ISO 15693. */
export interface FeigTag {
  readonly type: number
  readonly uid: string
  readonly dsfid?: number
}

const iso15693 = 0x03
const iso14443a = 0x04

/** Reads an inventory's data. A transponder of an unknown type has an unknown length: the ones before it are kept. */
export function readInventory(data: Uint8Array): readonly FeigTag[] {
  const tags: FeigTag[] = []
  let at = 1
  for (let left = data[0] ?? 0; left > 0; left--) {
    const type = data[at]
    if (type === iso15693 && data.length >= at + 10) {
      tags.push({ type, dsfid: data[at + 1]!, uid: uidText(data.subarray(at + 2, at + 10)) })
      at += 10
    } else if (type === iso14443a && data.length >= at + 3) {
      const length = data[at + 1]! & 0x04 ? 10 : 7
      if (data.length < at + 3 + length) break
      tags.push({ type, uid: uidText(data.subarray(at + 3, at + 3 + length)) })
      at += 3 + length
    } else break
  }
  return tags
}

/** The data of an inventory of ISO 15693 tags. */
export function writeInventory(tags: readonly { readonly uid: string; readonly dsfid: number }[]): Uint8Array {
  return Uint8Array.from([tags.length, ...tags.flatMap(({ uid, dsfid }) => [iso15693, dsfid, ...uidBytes(uid)])])
}

export interface FeigBlocks {
  readonly size: number
  readonly blocks: readonly { readonly locked: boolean; readonly bytes: Uint8Array }[]
}

/** Reads blocks in the order in which the reader sends their bytes; undefined where lengths contradict each other. */
export function readBlocksAnswer(data: Uint8Array): FeigBlocks | undefined {
  const [count = 0, size = 0] = data
  if (size === 0 || data.length !== 2 + count * (size + 1)) return undefined
  const blocks = Array.from({ length: count }, (_, index) => {
    const at = 2 + index * (size + 1)
    return { locked: data[at] !== 0, bytes: data.slice(at + 1, at + 1 + size) }
  })
  return { size, blocks }
}

export function writeBlocksAnswer({ size, blocks }: FeigBlocks): Uint8Array {
  return Uint8Array.from([blocks.length, size, ...blocks.flatMap(({ locked, bytes }) => [locked ? 1 : 0, ...bytes])])
}

export interface TagSystemInfo {
  readonly uid: string
  readonly dsfid: number
  readonly afi: number
  /** 0 where the tag does not tell. */
  readonly blockSize: number
  readonly blocks: number
}

/** Reads a tag's system information; undefined where it is too short. */
export function readSystemInfo(data: Uint8Array): TagSystemInfo | undefined {
  if (data.length < 12) return undefined
  // Some firmware hands the tag's own numbers on, which are one less; no block has an odd size.
  const oneMore = data[10]! % 2
  return {
    dsfid: data[0]!,
    uid: uidText(data.subarray(1, 9)),
    afi: data[9]!,
    blockSize: data[10]! + oneMore,
    blocks: data[11]! + oneMore,
  }
}

export function writeSystemInfo({ uid, dsfid, afi, blockSize, blocks }: TagSystemInfo): Uint8Array {
  return Uint8Array.of(dsfid, ...uidBytes(uid), afi, blockSize, blocks, 0x01)
}

export interface FeigReaderInfo {
  readonly software: string
  readonly model: number
  /** Bytes that the reader can send in one answer, where it tells. */
  readonly sendBuffer?: number
}

/** Reads the answer to `software-version` or `reader-info`; undefined where it is too short. */
export function readReaderInfo(data: Uint8Array): FeigReaderInfo | undefined {
  if (data.length < 7) return undefined
  const software = [data[0]!, data[1]!].map(number => String(number).padStart(2, '0')).join('.')
  return { software, model: data[4]!, ...(data.length >= 11 && { sendBuffer: (data[9]! << 8) | data[10]! }) }
}
