import { readIso2 } from './iso28560-2.ts'
import { hasShapeOfIso3, isIdFilledUp, readBasicBlock, readIso3 } from './iso28560-3.ts'
import type { LibraryTag, TagReading } from './library-tag.ts'
import { readRfid501 } from './rfid501.ts'

const largestMemory = 8192
const dsfids = { iso2: 0x06, iso3: 0x3e } as const

/**
 * Finds the data model of a tag's memory and reads it. A checksum that holds wins over everything, also over the tag's own statement (DSFID); the
 * first byte alone decides nothing. Damaged memory of the fixed model is looked for before ISO 28560-2, as which it would read as another id.
 */
export function readTag(memory: Uint8Array, dsfid?: number): TagReading {
  if (memory.length === 0 || memory.length > largestMemory) return { kind: 'unknown' }
  if (memory.every(byte => byte === 0) || memory.every(byte => byte === 0xff)) return { kind: 'blank', by: 'any' }
  if (memory.length >= 24 && memory.subarray(0, 24).every(byte => byte === 0x55)) return { kind: 'blank', by: '3m' }
  const straight = readAs(memory, dsfid)
  // Objects have no checksum: turned round, what has one may look like them by chance.
  const mayBeChance = straight.kind === 'tag' && straight.tag.model === 'iso28560-2'
  if (straight.kind === 'tag' && !mayBeChance) return straight
  const memoryTurned = reverseBlocks(memory)
  const turned = readAs(memoryTurned, dsfid)
  if (mayBeChance && !(turned.kind === 'tag' && turned.tag.model === 'iso28560-3')) return straight
  if (turned.kind !== 'tag' || !isSureTurned(turned.tag, memoryTurned, straight)) return straight
  return { kind: 'tag', tag: { ...turned.tag, notes: [...turned.tag.notes, 'blocks-reversed'] } }
}

/**
 * Turned round, a damaged memory gets a second chance to look like something. A checksum must stand beside a field that is as a writer leaves it, and
 * for objects, which have no checksum, there must be a type of usage too.
 */
function isSureTurned({ model, usage }: LibraryTag, turned: Uint8Array, straight: TagReading): boolean {
  if (model === 'iso28560-3') return isIdFilledUp(turned)
  return straight.kind !== 'damaged' && (model === 'rfid501' || usage !== undefined)
}

function readAs(memory: Uint8Array, dsfid: number | undefined): TagReading {
  const sure = readIso3(memory) ?? readRfid501(memory)
  if (sure) return found(sure)
  if (dsfid === dsfids.iso3 || (dsfid !== dsfids.iso2 && hasShapeOfIso3(memory))) {
    return { kind: 'damaged', text: printable(readBasicBlock(memory)?.id ?? '') }
  }
  const objects = readIso2(memory)
  return objects ? found(objects) : { kind: 'unknown' }
}

function found(tag: LibraryTag): TagReading {
  return { kind: 'tag', tag }
}

/** Some readers and writers hold the four bytes of every block the other way round. */
export function reverseBlocks(memory: Uint8Array, size = 4): Uint8Array {
  const turned = memory.slice()
  for (let at = 0; at + size <= turned.length; at += size) turned.subarray(at, at + size).reverse()
  return turned
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, '')
}
