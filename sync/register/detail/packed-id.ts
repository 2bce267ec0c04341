import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { mixed } from './identity.ts'

/*
 * A patron's id, sealed with the card, as the packed form carries it: of an id such as `P0001234` the `P` and the seven digits are the same for
 * nearly all, and only the number is sealed, in three bytes instead of eight. A shape that few ids have is not told: it may be a name.
 */

/** `P 7` for `P0001234`; undefined where an id does not end with a number. */
export function shapeOf(patronId: string): string | undefined {
  const digits = /\d{1,15}$/.exec(patronId)?.[0]
  return digits === undefined ? undefined : `${patronId.slice(0, -digits.length)} ${digits.length}`
}

/** The id, to be opened with the card in hand: its shape, where that is one of these, a blank, and hex digits. */
export function packId(patronId: string, card: string, key: Uint8Array, shapes: ReadonlySet<string>): string {
  const shape = shapeOf(patronId)
  if (shape === undefined || !shapes.has(shape)) return `${whole} ${sealed(utf8ToBytes(patronId), card, key)}`
  const digits = digitsIn(shape)
  return `${shape} ${sealed(bytesOf(Number(patronId.slice(-digits)), digits), card, key)}`
}

/** The id again; undefined where card or key are others, as far as that can be seen. */
export function openPackedId(packed: string, card: string, key: Uint8Array): string | undefined {
  const [shape, hex] = apart(packed)
  try {
    const bytes = mixed(hexToBytes(hex), card, key, label)
    if (shape === whole) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const number = String(bytes.reduce((sum, byte) => sum * 256 + byte, 0))
    const digits = digitsIn(shape)
    return number.length > digits ? undefined : shape.slice(0, shape.lastIndexOf(' ')) + number.padStart(digits, '0')
  } catch {
    return undefined
  }
}

/** Shape and hex digits. */
export function apart(packed: string): readonly [shape: string, hex: string] {
  const at = packed.lastIndexOf(' ')
  return [packed.slice(0, at), packed.slice(at + 1)]
}

/** No number at all: the text itself is sealed. */
const whole = ' 0'
/** Never the bytes that seal the id in the older form: from both together one could tell it. */
const label = 'packed id'

function sealed(bytes: Uint8Array, card: string, key: Uint8Array): string {
  return bytesToHex(mixed(bytes, card, key, label))
}

function digitsIn(shape: string): number {
  return Number(shape.slice(shape.lastIndexOf(' ') + 1))
}

function bytesOf(number: number, digits: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((digits * Math.log2(10)) / 8))
  for (let at = bytes.length - 1, rest = number; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  return bytes
}
