/** What a reader in buffered mode has collected by itself. */
export interface BufferedRecord {
  /** The tag's memory, in memory order. */
  readonly memory: Uint8Array
}

const hasIdd = 0x01
const hasBlocks = 0x02
const lowByteFirst = 0x08
const hasSecondByte = 0x80

/**
 * Reads the answer to `read-buffer`. Records that carry something else in front of the blocks are passed over: their layout is the reader's own
 * setting. Undefined where lengths contradict each other.
 */
export function readBuffer(data: Uint8Array): readonly BufferedRecord[] | undefined {
  if (data.length < 3) return undefined
  const shape = data[0]!
  let at = shape & hasSecondByte ? 2 : 1
  const count = (data[at]! << 8) | data[at + 1]!
  at += 2
  const records: BufferedRecord[] = []
  for (let left = count; left > 0; left--) {
    const length = ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0)
    if (length < 2 || at + length > data.length) return undefined
    const record = data.subarray(at + 2, at + length)
    at += length
    if (shape & hasIdd || !(shape & hasBlocks) || record.length < 3) continue
    const [size, blocks] = [record[2]!, (record[0]! << 8) | record[1]!]
    if (size === 0 || record.length < 3 + blocks * size) return undefined
    const memory = record.slice(3, 3 + blocks * size)
    if (!(shape & lowByteFirst))
      for (let block = 0; block < blocks; block++) memory.subarray(block * size, (block + 1) * size).reverse()
    records.push({ memory })
  }
  return records
}

/** The same answer, blocks lowest byte first. */
export function writeBuffer(memories: readonly Uint8Array[], size = 4): Uint8Array {
  const records = memories.flatMap(memory => {
    const blocks = memory.length / size
    const length = 5 + memory.length
    return [length >> 8, length & 0xff, blocks >> 8, blocks & 0xff, size, ...memory]
  })
  return Uint8Array.from([hasBlocks | lowByteFirst, memories.length >> 8, memories.length & 0xff, ...records])
}
