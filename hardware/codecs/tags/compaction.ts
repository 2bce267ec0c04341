import { BitReader, bitsOf, bytesOfBits } from './bits.ts'

/*
 * ISO/IEC 15962 compaction of one object's characters. Decoding is strict: a fill, a length or a character that no encoder makes means a damaged or
 * foreign tag, since this data model has no checksum.
 */

/** The codes that stand in a precursor. `application` is packed by rules of the object itself. */
export const compactions = {
  application: 0,
  integer: 1,
  numeric: 2,
  fiveBit: 3,
  sixBit: 4,
  sevenBit: 5,
  octets: 6,
  utf8: 7,
} as const

/** Characters of a compacted object; undefined where the bytes are not what that compaction makes. */
export function expand(code: number, data: Uint8Array): string | undefined {
  switch (code) {
    case compactions.integer:
      return expandInteger(data)
    case compactions.numeric:
      return expandNumeric(data)
    case compactions.fiveBit:
      return expandGroups(data, 5, '00000', group => (group > 0 ? group + 0x40 : undefined))
    case compactions.sixBit:
      return expandGroups(data, 6, '100000', group => (group < 0x20 ? group + 0x40 : group))
    case compactions.sevenBit:
      return expandGroups(data, 7, '1111111', group => (group < 0x7f ? group : undefined))
    case compactions.octets:
      return String.fromCharCode(...data)
    case compactions.utf8:
      return utf8(data)
    default:
      return undefined
  }
}

/** The shortest compaction of a text, and of equally short ones the lowest code. */
export function compact(text: string): { readonly code: number; readonly data: Uint8Array } {
  const tried = [
    { code: compactions.integer, data: /^[1-9]\d{1,18}$/.test(text) ? integer(text) : undefined },
    { code: compactions.numeric, data: /^\d+$/.test(text) ? numeric(text) : undefined },
    { code: compactions.fiveBit, data: isWithin(text, 0x41, 0x5f) ? groups(text, 5, '0') : undefined },
    { code: compactions.sixBit, data: isWithin(text, 0x20, 0x5f) && !looksFilled(text) ? groups(text, 6, '100000') : undefined },
    { code: compactions.sevenBit, data: isWithin(text, 0, 0x7e) ? groups(text, 7, '1') : undefined },
    { code: compactions.octets, data: isWithin(text, 0, 0xff) ? Uint8Array.from(text, c => c.charCodeAt(0)) : undefined },
    { code: compactions.utf8, data: new TextEncoder().encode(text) },
  ]
  const possible = tried.flatMap(({ code, data }) => (data ? [{ code, data }] : []))
  return possible.reduce((best, other) => (other.data.length < best.data.length ? other : best))
}

function isWithin(text: string, lowest: number, highest: number): boolean {
  return Array.from(text, character => character.codePointAt(0)!).every(code => code >= lowest && code <= highest)
}

/** The fill of six-bit groups looks like a space: a real one that ends with the last byte would be taken for it. */
function looksFilled(text: string): boolean {
  return text.length % 4 === 0 && text.endsWith(' ')
}

function expandInteger(data: Uint8Array): string | undefined {
  // As few bytes as the number takes; only the standard's own example fills eight of them up.
  if (data.length === 0 || data.length > 8 || (data[0] === 0 && data.length < 8)) return undefined
  const digits = data.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n).toString()
  return digits.length <= 19 ? digits : undefined
}

function integer(text: string): Uint8Array {
  const hex = BigInt(text).toString(16)
  return Uint8Array.from(hex.padStart(hex.length + (hex.length % 2), '0').match(/../g)!, pair => Number.parseInt(pair, 16))
}

function expandNumeric(data: Uint8Array): string | undefined {
  const nibbles = Array.from(data, byte => byte.toString(16).padStart(2, '0')).join('')
  return /^\d+f?$/.test(nibbles) ? nibbles.replace('f', '') : undefined
}

function numeric(text: string): Uint8Array {
  const nibbles = text.length % 2 === 0 ? text : `${text}f`
  return Uint8Array.from(nibbles.match(/../g)!, pair => Number.parseInt(pair, 16))
}

function expandGroups(
  data: Uint8Array,
  width: number,
  fill: string,
  codeOf: (group: number) => number | undefined,
): string | undefined {
  const bits = new BitReader(data)
  const codes: (number | undefined)[] = []
  while (bits.left >= width) {
    const group = bits.take(width)
    const isFill = width + bits.left < 8 && bitsOf(group, width) === fill
    if (!isFill) codes.push(codeOf(group))
  }
  const rest = bits.left
  if (codes.length === 0 || (rest > 0 && bitsOf(bits.take(rest), rest) !== fill.slice(0, rest))) return undefined
  return codes.every(code => code !== undefined) ? String.fromCharCode(...codes) : undefined
}

function groups(text: string, width: number, fill: string): Uint8Array {
  const bits = Array.from(text, character => bitsOf(character.charCodeAt(0) & ((1 << width) - 1), width)).join('')
  return bytesOfBits(bits, fill)
}

function utf8(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return undefined
  }
}
