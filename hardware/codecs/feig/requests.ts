import { uidBytes, uidText } from '../uid.ts'
import { anyReader, type FeigFrame } from './frame.ts'

/**
 * What a host asks of a FEIG reader. Commands that lock something for ever are not in here: a circulation desk has no use for them. Without `uid` a
 * command goes to whatever single tag answers.
 */
export type FeigRequest =
  | { readonly kind: 'baud-detect' | 'cpu-reset' | 'rf-reset' | 'software-version' | 'reader-info' | 'clear-buffer' }
  | { readonly kind: 'rf'; readonly on: boolean }
  | { readonly kind: 'inventory'; readonly more?: boolean; readonly waitMs?: number }
  | { readonly kind: 'stay-quiet' | 'select' | 'reset-to-ready' | 'system-info'; readonly uid?: string }
  | { readonly kind: 'read-blocks' | 'security-status'; readonly uid?: string; readonly first: number; readonly count: number }
  | {
      readonly kind: 'write-blocks'
      readonly uid?: string
      readonly first: number
      readonly size: number
      readonly data: Uint8Array
    }
  | { readonly kind: 'write-afi' | 'write-dsfid'; readonly uid?: string; readonly value: number }
  | { readonly kind: 'eas'; readonly uid?: string; readonly act: 'set' | 'reset' | 'check' }
  | { readonly kind: 'read-buffer'; readonly records: number }

const simple = {
  'baud-detect': 0x52,
  'cpu-reset': 0x63,
  'software-version': 0x65,
  'reader-info': 0x66,
  'rf-reset': 0x69,
} as const
const ofTags = {
  'stay-quiet': 0x02,
  'read-blocks': 0x23,
  'write-blocks': 0x24,
  select: 0x25,
  'reset-to-ready': 0x26,
  'write-afi': 0x27,
  'write-dsfid': 0x29,
  'system-info': 0x2b,
  'security-status': 0x2c,
} as const
const easActs = { set: 0xa2, reset: 0xa3, check: 0xa5 } as const
const nxp = 0x04
const addressed = 0x01
const more = 0x80
const notify = 0x40

/** The command byte that an answer repeats. */
export function commandOf(request: FeigRequest): number {
  return toFrame(request).command
}

/** The frame of a request. */
export function toFrame(request: FeigRequest, advanced = false): FeigFrame {
  const [command, ...data] = bytesOf(request)
  return {
    advanced: advanced || isAdvancedOnly(request),
    address: isAdvancedOnly(request) ? 0 : anyReader,
    command: command!,
    data: Uint8Array.from(data),
  }
}

/** The buffer is only spoken of in advanced frames, and to reader 0, as recorded. */
function isAdvancedOnly({ kind }: FeigRequest): boolean {
  return kind === 'read-buffer' || kind === 'clear-buffer'
}

function bytesOf(request: FeigRequest): number[] {
  switch (request.kind) {
    case 'baud-detect':
    case 'reader-info':
      return [simple[request.kind], 0]
    case 'cpu-reset':
    case 'rf-reset':
    case 'software-version':
      return [simple[request.kind]]
    case 'rf':
      return [0x6a, request.on ? 1 : 0]
    case 'clear-buffer':
      return [0x32]
    case 'read-buffer':
      return [0x22, request.records >> 8, request.records & 0xff]
    case 'inventory': {
      const { waitMs } = request
      const mode = (request.more ? more : 0) | (waitMs === undefined ? 0 : notify)
      return [0xb0, 0x01, mode, ...(waitMs === undefined ? [] : [Math.min(255, Math.round(waitMs / 100))])]
    }
    case 'eas':
      return [0xb1, nxp, easActs[request.act], ...target(request.uid)]
    case 'read-blocks':
    case 'security-status':
      return [0xb0, ofTags[request.kind], ...target(request.uid), request.first, request.count]
    case 'write-blocks': {
      const count = request.data.length / request.size
      return [0xb0, ofTags['write-blocks'], ...target(request.uid), request.first, count, request.size, ...request.data]
    }
    case 'write-afi':
    case 'write-dsfid':
      return [0xb0, ofTags[request.kind], ...target(request.uid), request.value]
    default:
      return [0xb0, ofTags[request.kind], ...target(request.uid)]
  }
}

function target(uid: string | undefined): number[] {
  return uid === undefined ? [0] : [addressed, ...uidBytes(uid)]
}

/** Reads a request's frame; undefined where it is none of the above or its length is wrong. The reader's side of the same table. */
export function fromFrame({ command, data }: FeigFrame): FeigRequest | undefined {
  const request = parse(command, data)
  if (!request) return undefined
  const again = toFrame(request)
  return again.data.length === data.length && again.data.every((byte, place) => byte === data[place]) ? request : undefined
}

function parse(command: number, data: Uint8Array): FeigRequest | undefined {
  if (command === 0xb0) return parseOfTags(data)
  if (command === 0xb1) {
    const act = (['set', 'reset', 'check'] as const).find(name => easActs[name] === data[1])
    return data[0] === nxp && act ? { kind: 'eas', act, ...readTarget(data.subarray(2)).who } : undefined
  }
  if (command === 0x6a) return { kind: 'rf', on: data[0] === 1 }
  if (command === 0x22 && data.length >= 2) return { kind: 'read-buffer', records: (data[0]! << 8) | data[1]! }
  if (command === 0x32) return { kind: 'clear-buffer' }
  const kind = (Object.keys(simple) as (keyof typeof simple)[]).find(name => simple[name] === command)
  return kind && { kind }
}

function parseOfTags(data: Uint8Array): FeigRequest | undefined {
  if (data[0] === 0x01 && data.length >= 2) {
    const mode = data[1]!
    return { kind: 'inventory', ...(mode & more && { more: true }), ...(mode & notify && { waitMs: (data[2] ?? 0) * 100 }) }
  }
  const kind = (Object.keys(ofTags) as (keyof typeof ofTags)[]).find(name => ofTags[name] === data[0])
  if (!kind || data.length < 2) return undefined
  const { who, rest } = readTarget(data.subarray(1))
  switch (kind) {
    case 'read-blocks':
    case 'security-status':
      return rest.length >= 2 ? { kind, ...who, first: rest[0]!, count: rest[1]! } : undefined
    case 'write-blocks':
      return rest.length >= 3 && rest[2]! > 0 ? { kind, ...who, first: rest[0]!, size: rest[2]!, data: rest.slice(3) } : undefined
    case 'write-afi':
    case 'write-dsfid':
      return rest.length >= 1 ? { kind, ...who, value: rest[0]! } : undefined
    default:
      return { kind, ...who }
  }
}

function readTarget(data: Uint8Array): { who: { uid?: string }; rest: Uint8Array } {
  const isAddressed = (data[0]! & 0x07) === addressed && data.length >= 9
  return isAddressed
    ? { who: { uid: uidText(data.subarray(1, 9)) }, rest: data.subarray(9) }
    : { who: {}, rest: data.subarray(1) }
}
