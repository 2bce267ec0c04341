import { type LibraryTag, TagDoesNotFit } from './library-tag.ts'
import type { SetPlace } from './set-information.ts'

/*
 * 3M's own model. 0: 04, 1: part (high nibble) and parts, 2: 00, 3: type of item, 4..19: id in ASCII, 20..23: branch (12 bits) and library (20 bits),
 * 24..27: the library's own number, 28..31: 0. There is no checksum; writers often store only the first 28 bytes.
 */

/** Types of item. 0 is "other", which is also what patron cards carry. */
export const rfid501Types = {
  other: 0,
  book: 1,
  magazine: 2,
  journal: 3,
  'audio-tape': 4,
  video: 5,
  cd: 6,
  diskette: 7,
  'book-and-diskette': 8,
  'book-and-cd': 9,
  'book-and-audio-tape': 13,
} as const

const highestType = 0x0d
const shortest = 20

/** Reads a memory of this model. Undefined where a byte that writers leave at one value has another, or the id is not plain printable text. */
export function readRfid501(memory: Uint8Array): LibraryTag | undefined {
  if (memory.length < shortest || memory[0] !== 4 || memory[2] !== 0 || memory[3]! > highestType) return undefined
  const part = memory[1]! >> 4
  const parts = memory[1]! & 0x0f
  const field = String.fromCharCode(...memory.subarray(4, shortest))
  const id = /^([\x20-\x7e]+)\0*$/.exec(field)?.[1]?.trim()
  if (!id || part > Math.max(parts, 1)) return undefined
  const more = readNumbers(memory)
  return {
    model: 'rfid501',
    id,
    ...(parts <= 1 ? { part: 1, parts: 1 } : { part, parts }),
    // There is no type of usage: a card is only told from an item by being of no type of item.
    kind: memory[3] === rfid501Types.other ? 'patron' : 'item',
    more: { type: String(memory[3]), ...more },
    notes: [],
  }
}

function readNumbers(memory: Uint8Array): Record<string, string> {
  if (memory.length < 28) return {}
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length)
  const place = view.getUint32(20)
  return { branch: String(place >>> 20), library: String(place & 0xfffff), custom: String(view.getInt32(24)) }
}

export interface Rfid501Content {
  readonly id: string
  readonly set?: SetPlace
  /** Type 0; anything else needs a type of item, a book's where none is given. */
  readonly isCard?: boolean
  readonly more?: Readonly<Record<string, string>>
}

/** The 32 bytes of a tag. Throws `TagDoesNotFit` for what the model cannot say. */
export function writeRfid501({ id, set = { part: 1, parts: 1 }, isCard = false, more = {} }: Rfid501Content): Uint8Array {
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,14}[\x21-\x7e])?$/.test(id)) throw new TagDoesNotFit('id: 1 to 16 ASCII characters')
  const isPlace = [set.part, set.parts].every(n => Number.isInteger(n) && n >= 0 && n <= 15) && set.part <= set.parts
  if (!isPlace) throw new TagDoesNotFit(`part ${set.part} of ${set.parts} is no place in a set`)
  const type = inRange(more.type ?? (isCard ? '0' : '1'), 0, highestType, 'type')
  if (isCard !== (type === rfid501Types.other)) throw new TagDoesNotFit('type: a card is of type 0, an item of another')
  const memory = new Uint8Array(32)
  memory.set([4, (set.part << 4) | set.parts, 0, type, ...new TextEncoder().encode(id)])
  const view = new DataView(memory.buffer)
  const place = inRange(more.branch ?? '0', 0, 0xfff, 'branch') * 0x100000 + inRange(more.library ?? '0', 0, 0xfffff, 'library')
  view.setUint32(20, place)
  view.setInt32(24, inRange(more.custom ?? '0', -0x80000000, 0x7fffffff, 'custom'))
  return memory
}

function inRange(text: string, lowest: number, highest: number, name: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < lowest || number > highest)
    throw new TagDoesNotFit(`${name}: ${lowest} to ${highest}`)
  return number
}
