/** One object of an ISO/IEC 15962 memory, still compacted. */
export interface Element {
  readonly oid: number
  readonly compaction: number
  readonly data: Uint8Array
}

export interface Elements {
  readonly list: readonly Element[]
  /**
   * How the memory ended: with the 00 that ends the objects, exactly at the last byte, or inside an object, which then is not in the list (`cutOid`
   * where its number could still be read).
   */
  readonly end: 'terminator' | 'full' | 'cut'
  readonly cutOid?: number
}

const pad = 0x80
const highestOid = 26

/** Cuts memory into objects. Undefined where it is no such memory: wrong padding, an object twice, a number that the standard does not know. */
export function readElements(memory: Uint8Array): Elements | undefined {
  const list: Element[] = []
  const seen = new Set<number>()
  let at = 0
  const cut = (cutOid?: number): Elements => ({ list, end: 'cut', ...(cutOid !== undefined && { cutOid }) })
  while (at < memory.length) {
    const precursor = memory[at++]!
    if (precursor === 0) return { list, end: 'terminator' }
    if (precursor === pad) continue
    let oid = precursor & 0x0f
    if (oid === 15) {
      if (at >= memory.length) return cut()
      oid += memory[at++]!
    }
    if (oid === 0 || oid > highestOid || seen.has(oid)) return undefined
    seen.add(oid)
    let padCount = 0
    if (precursor & 0x80) {
      if (at >= memory.length) return cut(oid)
      padCount = memory[at++]!
    }
    let length = 0
    for (let more = true; more; ) {
      if (at >= memory.length) return cut(oid)
      const byte = memory[at++]!
      // A length is written in as few bytes as it takes: one that begins with nothing is no writer's.
      if (byte === 0x80 && length === 0) return undefined
      length = length * 128 + (byte & 0x7f)
      more = (byte & 0x80) !== 0
      if (length > 0x4000) return undefined
    }
    const end = at + length + padCount
    const present = memory.subarray(at + length, end)
    if (present.some(byte => byte !== pad)) return undefined
    if (end > memory.length) return cut(oid)
    list.push({ oid, compaction: (precursor >> 4) & 0x07, data: memory.slice(at, at + length) })
    at = end
  }
  return { list, end: 'full' }
}

/** The bytes of objects in the given order, without the 00 behind them. */
export function writeElements(elements: readonly Element[]): Uint8Array {
  return Uint8Array.from(
    elements.flatMap(({ oid, compaction, data }) => {
      const far = oid >= 15
      return [(compaction << 4) | (far ? 15 : oid), ...(far ? [oid - 15] : []), ...lengthBytes(data.length), ...data]
    }),
  )
}

function lengthBytes(length: number): number[] {
  const bytes = [length & 0x7f]
  for (let rest = length >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
