import { tagCrc } from '../crc16.ts'
import { blocksOf, fieldsOf, readBlocks, writeBlocks } from './extension-blocks.ts'
import { type LibraryTag, TagDoesNotFit, type TagNote } from './library-tag.ts'
import { readPartBytes, type SetPlace } from './set-information.ts'
import { kindOf } from './type-of-usage.ts'

/*
 * The fixed model: ISO 28560-3, which is the Danish model DS/INF 163 and, in 32 bytes instead of 34, the Finnish one.
 *   0 version and type of usage, 1 parts, 2 part, 3..18 id, 19..20 checksum, 21..33 owner without its hyphen
 */

const idAt = 3
const crcAt = 19
const ownerAt = 21
const longBlock = 34
const shortBlock = 32
/** Places of an id that may be damaged until it is not taken for text any more. */
const forgiven = 3
const printable = /^[^\p{Cc}\p{Cs}]+$/u

/** The basic block's fields as they stand, whether or not its checksum holds. Undefined where the memory is too short to have an id. */
export function readBasicBlock(memory: Uint8Array) {
  if (memory.length < crcAt) return undefined
  const id = memory.subarray(idAt, crcAt)
  return {
    version: memory[0]! >> 4,
    usageClass: memory[0]! & 0x0f,
    parts: memory[1]!,
    part: memory[2]!,
    id: textOf(id),
    owner: ownerOf(memory.subarray(ownerAt, longBlock)),
  }
}

/** The length of the basic block whose checksum holds, the long one first; undefined where neither does. Missing bytes count as 00. */
export function blockWithGoodCrc(memory: Uint8Array): number | undefined {
  if (memory.length < ownerAt) return undefined
  const stored = memory[crcAt]! | (memory[crcAt + 1]! << 8)
  const lengths = doesOwnerGoOn(memory) ? [longBlock] : [longBlock, shortBlock]
  return lengths.find(length => basicCrc(memory.subarray(0, length)) === stored)
}

/**
 * Whether the owner's text runs over the end of the short block, so that it can only be the long one: a second checksum would be a second chance for
 * damaged memory. An extension block that begins there has a number, not text, in its second byte.
 */
function doesOwnerGoOn(memory: Uint8Array): boolean {
  const isText = (byte = 0) => byte > 0x20 && byte < 0x7f
  const [last, next, afterNext] = memory.subarray(shortBlock - 1, longBlock)
  return isText(last) && isText(next) && (isText(afterNext) || !afterNext)
}

/** Reads a memory of the fixed model; undefined where its checksum does not hold or it has no id. */
export function readIso3(memory: Uint8Array): LibraryTag | undefined {
  const length = blockWithGoodCrc(memory)
  const basic = readBasicBlock(memory.subarray(0, length))
  if (length === undefined || !basic || !printable.test(basic.id)) return undefined
  const { usageClass, notes } = usageOf(basic.version, basic.usageClass)
  const { swapped, ...place } = readPartBytes(basic.parts, basic.part)
  const more = fieldsOf(readBlocks(memory.subarray(length)))
  // An id longer than the field stands whole in the library block.
  const isCut = memory[crcAt - 1] !== 0 && more.alternativeId?.startsWith(basic.id)
  return {
    model: 'iso28560-3',
    id: isCut ? more.alternativeId! : basic.id,
    ...(basic.owner && { owner: basic.owner }),
    ...place,
    usage: usageClass << 4,
    kind: kindOf(usageClass << 4),
    ...(Object.keys(more).length > 0 && { more }),
    notes: swapped ? [...notes, 'part-numbers-swapped'] : notes,
  }
}

/**
 * Whether memory has the form of the fixed model, checksum aside: small part numbers, printable text filled up with 00. Its first byte, 11, also
 * begins an integer id of ISO 28560-2. A few wrong bytes are forgiven where a checksum and an owner follow, since then it is no list of objects.
 */
export function hasShapeOfIso3(memory: Uint8Array): boolean {
  if (memory.length < 4) return false
  const field = memory.subarray(idAt, crcAt)
  const text = new TextDecoder().decode(field.subarray(0, field.findLastIndex(byte => byte !== 0) + 1))
  const strangeParts = memory.subarray(1, idAt).filter(byte => byte > 32).length
  const isFirstByte = memory[0]! >= 0x10 && memory[0]! <= 0x19
  if (isFirstByte && strangeParts === 0 && /^[^\p{Cc}\ufffd]+$/u.test(text)) return true
  const isOctets = (memory[0]! & 0x60) === 0x60
  const hasCrc = memory.length >= ownerAt && (memory[crcAt] !== 0 || memory[crcAt + 1] !== 0)
  // One wrong bit in a letter of two bytes (å, ŋ) spoils both of them: two strange characters side by side are one damage.
  const strange = (text.match(/(?:[^\P{Cc}\0]|\ufffd)+/gu) ?? []).reduce((sum, run) => sum + Math.ceil(run.length / 2), 0)
  return text.length > 0 && hasCrc && !isOctets && strange + strangeParts <= forgiven
}

/** Whether the id's field has nothing but 00 behind its text, as every writer leaves it. */
export function isIdFilledUp(memory: Uint8Array): boolean {
  const field = memory.subarray(idAt, crcAt)
  return !field.includes(0) || field.subarray(field.indexOf(0)).every(byte => byte === 0)
}

export interface Iso3Content {
  readonly id: string
  readonly owner?: string
  readonly set?: SetPlace
  readonly usage?: number
  readonly more?: Readonly<Record<string, string>>
  /** The memory that is written over: its blocks stay where none of the same number is written. */
  readonly keep?: Uint8Array
}

/** The memory of a tag, ended with 00 where blocks follow the basic one. Throws `TagDoesNotFit` for what the model cannot say. */
export function writeIso3({ id, owner, set = { part: 1, parts: 1 }, usage = 0x10, more = {}, keep }: Iso3Content): Uint8Array {
  const idBytes = new TextEncoder().encode(id)
  if (idBytes.length > crcAt - idAt || !printable.test(id)) throw new TagDoesNotFit('id: printable, 1 to 16 bytes')
  const isPlace = [set.part, set.parts].every(n => Number.isInteger(n) && n >= 0 && n <= 255) && set.part <= set.parts
  if (!isPlace) throw new TagDoesNotFit(`part ${set.part} of ${set.parts} is no place in a set`)
  if (usage % 16 !== 0 || usage < 0 || usage > 0xf0) throw new TagDoesNotFit('usage: this model holds its class only')
  const memory = new Uint8Array(longBlock)
  memory.set([0x10 | (usage >> 4), set.parts, set.part, ...idBytes])
  memory.set(ownerBytes(owner), ownerAt)
  const crc = basicCrc(memory)
  memory.set([crc & 0xff, crc >> 8], crcAt)
  const { blocks, left } = blocksOf(more)
  if (left.length > 0) throw new TagDoesNotFit(`${left[0]}: no such field`)
  if (blocks.some(({ payload }) => payload.length > 251)) throw new TagDoesNotFit('a block holds 251 bytes')
  const kept = keep ? readBlocks(keep.subarray(blockWithGoodCrc(keep) ?? keep.length)) : []
  const stay = kept.filter(block => !blocks.some(({ id: number }) => number === block.id))
  const extensions = [...writeBlocks(blocks), ...stay.flatMap(({ frame }) => [...frame])]
  return extensions.length === 0 ? memory : Uint8Array.of(...memory, ...extensions, 0)
}

function basicCrc(block: Uint8Array): number {
  const whole = new Uint8Array(longBlock)
  whole.set(block)
  return tagCrc([...whole.subarray(0, crcAt), ...whole.subarray(ownerAt)])
}

/** Some writers swap the nibbles of the first byte: a version above 2 with a class that looks like a version is one of theirs. */
function usageOf(version: number, usageClass: number): { usageClass: number; notes: TagNote[] } {
  const swapped = version > 2 && (usageClass === 1 || usageClass === 2)
  return swapped ? { usageClass: version, notes: ['usage-nibbles-swapped'] } : { usageClass, notes: [] }
}

function ownerOf(field: Uint8Array): string | undefined {
  const text = textOf(field)
  if (text.length < 2) return undefined
  return text.length === 2 ? text : `${text.slice(0, 2)}-${text.slice(2)}`
}

function ownerBytes(owner: string | undefined): Uint8Array {
  if (owner === undefined) return new Uint8Array()
  const parts = /^([\x21-\x7e]{2})-([\x21-\x7e]{1,11})$/.exec(owner)
  if (!parts) throw new TagDoesNotFit(`owner: "${owner}" is no ISIL of two letters, a hyphen and up to eleven characters`)
  return new TextEncoder().encode(parts[1]! + parts[2]!)
}

/** Text up to the first 00; where it is not UTF-8, an old writer meant Latin-1. */
function textOf(field: Uint8Array): string {
  const text = field.subarray(0, field.includes(0) ? field.indexOf(0) : field.length)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)
  } catch {
    return String.fromCharCode(...text)
  }
}
