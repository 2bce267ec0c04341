import { uidBytes, uidText } from '../uid.ts'
import type { PadFrame } from './frame.ts'

/** What a host asks of a 3M pad. Commands that lock something for ever are not in here: a circulation desk has no use for them. */
export type PadRequest =
  | { readonly kind: 'probe' | 'version' }
  /** Undocumented; vendors' software sends it at start. */
  | { readonly kind: 'parameters'; readonly bytes: Uint8Array }
  | { readonly kind: 'inventory'; readonly afi: number; readonly withDsfid: boolean; readonly options: number }
  | {
      readonly kind: 'read-blocks'
      readonly uid: string
      readonly first: number
      readonly count: number
      readonly style?: number
    }
  | { readonly kind: 'write-blocks'; readonly uid: string; readonly first: number; readonly data: Uint8Array }
  | { readonly kind: 'write-block'; readonly uid: string; readonly first: number; readonly data: Uint8Array }
  | { readonly kind: 'quiet' | 'get-afi' | 'check-eas' | 'get-dsfid'; readonly uid: string }
  | { readonly kind: 'write-afi' | 'set-eas' | 'write-dsfid' | 'tag-info'; readonly uid: string; readonly value: number }
  | { readonly kind: 'pass-through'; readonly send: Uint8Array; readonly receive: number; readonly control: number }

/** The command byte of each; an answer repeats it. */
export const padCommands = {
  probe: 0x04,
  version: 0x11,
  parameters: 0x13,
  'pass-through': 0x14,
  inventory: 0xfe,
  quiet: 0x01,
  'read-blocks': 0x02,
  'check-eas': 0x03,
  'write-blocks': 0x04,
  'write-block': 0x05,
  'write-afi': 0x09,
  'get-afi': 0x0a,
  'write-dsfid': 0x0b,
  'set-eas': 0x0c,
  'tag-info': 0x0d,
  'get-dsfid': 0x0f,
} as const

const wantsUid = 0x01
const wantsDsfid = 0x02
/** Without a meaning on these pads, but in every recorded inventory. */
const orphan = 0x04
const blockSize = 4

/** The usual inventory: every tag whatever its AFI, with or without DSFID. */
export function inventoryOf(withDsfid: boolean): Extract<PadRequest, { kind: 'inventory' }> {
  return { kind: 'inventory', afi: 0, withDsfid, options: wantsUid | orphan | (withDsfid ? wantsDsfid : 0) }
}

/** The frame of a request. */
export function toFrame(request: PadRequest): PadFrame {
  return { probe: request.kind === 'probe', payload: Uint8Array.of(padCommands[request.kind], ...fieldsOf(request)) }
}

function fieldsOf(request: PadRequest): number[] {
  switch (request.kind) {
    case 'probe':
      return [0x00, 0x11]
    case 'version':
      return []
    case 'parameters':
      return [...request.bytes]
    case 'inventory':
      return [request.afi, request.options]
    case 'read-blocks':
      return [...uidBytes(request.uid), request.first, request.count, ...(request.style === undefined ? [] : [request.style])]
    case 'write-blocks':
      return [...uidBytes(request.uid), request.first, request.data.length / blockSize, 0, ...request.data]
    case 'write-block':
      return [...uidBytes(request.uid), request.first, ...request.data]
    case 'pass-through':
      return [...word(request.send.length), ...word(request.receive), ...word(request.control), ...request.send]
    case 'quiet':
    case 'get-afi':
    case 'check-eas':
    case 'get-dsfid':
      return [...uidBytes(request.uid)]
    default:
      return [...uidBytes(request.uid), request.value]
  }
}

/** Reads a request's frame; undefined where it is none of the above or its length is wrong. The pad's side of the same table. */
export function fromFrame(frame: PadFrame): PadRequest | undefined {
  const request = frame.probe ? ({ kind: 'probe' } as const) : parse(frame.payload[0]!, frame.payload.subarray(1))
  if (!request) return undefined
  const again = toFrame(request).payload
  return again.length === frame.payload.length && again.every((byte, place) => byte === frame.payload[place])
    ? request
    : undefined
}

function parse(command: number, fields: Uint8Array): PadRequest | undefined {
  const names = Object.keys(padCommands) as (keyof typeof padCommands)[]
  const kind = names.find(name => name !== 'probe' && padCommands[name] === command)
  const uid = uidText(fields.subarray(0, 8))
  const rest = fields.subarray(8)
  switch (kind) {
    case 'version':
      return { kind }
    case 'parameters':
      return { kind, bytes: fields.slice() }
    case 'inventory':
      return fields.length < 2
        ? undefined
        : { kind, afi: fields[0]!, options: fields[1]!, withDsfid: (fields[1]! & wantsDsfid) !== 0 }
    case 'pass-through':
      return fields.length < 6
        ? undefined
        : { kind, send: fields.slice(6), receive: wordAt(fields, 2), control: wordAt(fields, 4) }
    case undefined:
    case 'probe':
      return undefined
  }
  if (fields.length < 8) return undefined
  switch (kind) {
    case 'read-blocks':
      return rest.length < 2
        ? undefined
        : { kind, uid, first: rest[0]!, count: rest[1]!, ...(rest.length > 2 && { style: rest[2]! }) }
    case 'write-blocks':
      return { kind, uid, first: rest[0] ?? 0, data: rest.slice(3) }
    case 'write-block':
      return { kind, uid, first: rest[0] ?? 0, data: rest.slice(1) }
    case 'write-afi':
    case 'set-eas':
    case 'write-dsfid':
    case 'tag-info':
      return { kind, uid, value: rest[0] ?? 0 }
    default:
      return { kind, uid }
  }
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff]
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}
