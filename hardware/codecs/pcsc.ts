import { uidText } from './uid.ts'

/*
 * What a card reader passes on to a card and back (PC/SC part 3). Only reading a card's number and blocks; nothing here can lock or authenticate.
 */

/** Asks for the card's unique number. */
export const askUid = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00)

/** Asks for four bytes of a block. */
export function askBlock(block: number): Uint8Array {
  return Uint8Array.of(0xff, 0xb0, block >> 8, block & 0xff, 0x04)
}

/** Writes a block of four bytes. */
export function writeBlock(block: number, data: Uint8Array): Uint8Array {
  return Uint8Array.of(0xff, 0xd6, block >> 8, block & 0xff, data.length, ...data)
}

export type CardAnswer =
  | { readonly kind: 'done'; readonly data: Uint8Array }
  | { readonly kind: 'failed' }
  | { readonly kind: 'not-supported' }
  | { readonly kind: 'nonsense' }

/** What a card's answer says: its data, and two bytes of status behind. */
export function readAnswer(bytes: Uint8Array): CardAnswer {
  const [first, second] = bytes.subarray(-2)
  if (first === 0x90 && second === 0x00) return { kind: 'done', data: bytes.slice(0, -2) }
  if (first === 0x6a && second === 0x81) return { kind: 'not-supported' }
  return bytes.length >= 2 && (first === 0x63 || (first! >= 0x64 && first! <= 0x6f)) ? { kind: 'failed' } : { kind: 'nonsense' }
}

export type CardNumber =
  | { readonly kind: 'number'; readonly uid: string }
  /** Another one each time: phones, and cards that hide theirs. It must never be a library card. */
  | { readonly kind: 'random' }
  | { readonly kind: 'none' }

/** The unique number in an answer to `askUid`. Eight bytes begin with E0; some readers send them the other way round. */
export function cardNumberOf(answer: CardAnswer): CardNumber {
  if (answer.kind !== 'done') return { kind: 'none' }
  const { data } = answer
  if (data.length === 4 && data[0] === 0x08) return { kind: 'random' }
  if (![4, 7, 8, 10].includes(data.length)) return { kind: 'none' }
  const isReversed = data.length === 8 && data[7] === 0xe0 && data[0] !== 0xe0
  return { kind: 'number', uid: uidText(isReversed ? data.slice().reverse() : data) }
}

const makes: Readonly<Record<number, string>> = {
  1: 'MIFARE Classic 1K',
  2: 'MIFARE Classic 4K',
  3: 'MIFARE Ultralight',
  20: 'ICODE SLI',
}

export interface CardMake {
  readonly standard: 'ISO 14443A-3' | 'ISO 14443B-3' | 'ISO 15693-3' | 'other'
  readonly make: string | undefined
}

/** What a memory card's answer to reset says; undefined for other cards and where the check byte does not hold. */
export function cardMakeOf(atr: Uint8Array): CardMake | undefined {
  if (atr.length !== 20 || atr[0] !== 0x3b || atr[4] !== 0x80 || atr[5] !== 0x4f) return undefined
  if (atr.subarray(1).reduce((check, byte) => check ^ byte, 0) !== 0) return undefined
  const standard =
    atr[12] === 0x03 ? 'ISO 14443A-3' : atr[12] === 0x07 ? 'ISO 14443B-3' : atr[12] === 0x0b ? 'ISO 15693-3' : 'other'
  return { standard, make: makes[(atr[13]! << 8) | atr[14]!] }
}

/** How a library system writes a card's unique number. */
export interface UidFormat {
  readonly base: 'hex' | 'decimal'
  readonly reversed: boolean
  /** Only that many first bytes. */
  readonly bytes?: number
  /** Noughts in front up to that many characters. */
  readonly pad?: number
}

/** The number as the library system has it. */
export function formatUid(uid: string, { base, reversed, bytes, pad = 0 }: UidFormat): string {
  const pairs = (uid.match(/../g) ?? []).slice(0, bytes)
  const text = (reversed ? [...pairs].reverse() : pairs).join('')
  return (base === 'hex' ? text : BigInt(`0x${text || '0'}`).toString()).padStart(pad, '0')
}

/** The format by which this card's number becomes the one that is known to the library system: a card is read once and its number typed once. */
export function learnUidFormat(uid: string, known: string): UidFormat | undefined {
  for (const base of ['hex', 'decimal'] as const)
    for (const reversed of [false, true])
      for (const bytes of [undefined, 4, 7])
        for (const pad of [undefined, known.length]) {
          const format = { base, reversed, ...(bytes && { bytes }), ...(pad && { pad }) }
          if (formatUid(uid, format).toUpperCase() === known.toUpperCase()) return format
        }
  return undefined
}
