import { readElements } from '../codecs/tags/elements.ts'
import type { TagReading } from '../codecs/tags/library-tag.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import { type SeenTag, TagError, type TagReader } from '../drivers/tag-reader.ts'

const blockSize = 4
const firstBlocks = 8
/** Small steps: a reader refuses the whole of a step that goes over the end. */
const moreBlocks = 4
const mostBlocks = 64
/** What is nothing after that many bytes is nothing. */
const enoughForNothing = 64
const lastOfId = 18

/**
 * Reads as much of a tag as its data model needs: eight blocks, which are all on most tags, and on from there while objects or extension blocks follow.
 */
export async function readWholeTag(reader: TagReader, { uid, dsfid }: SeenTag): Promise<TagReading> {
  let memory = await reader.readBlocks(uid, 0, firstBlocks)
  while (goesOn(memory, dsfid) && memory.length < mostBlocks * blockSize) {
    const more = await reader.readBlocks(uid, memory.length / blockSize, moreBlocks).catch(endOfMemory)
    if (more.length === 0) break
    memory = Uint8Array.of(...memory, ...more)
  }
  return readTag(memory, dsfid)
}

/** Whether the memory read so far cannot be the whole of what lending needs. */
function goesOn(memory: Uint8Array, dsfid: number | undefined): boolean {
  const reading = readTag(memory, dsfid)
  if (reading.kind === 'blank') return false
  if (reading.kind === 'tag' && reading.tag.model === 'rfid501') return false
  // Only an id that fills its field may stand whole in a block behind.
  if (reading.kind === 'tag' && reading.tag.model === 'iso28560-3') return memory[lastOfId] !== 0 && memory.at(-1) !== 0
  const objects = readElements(memory)
  return objects ? objects.end !== 'terminator' : memory.length < enoughForNothing
}

/** A tag ends where it has no such block; some readers say only that they could not read it. */
function endOfMemory(error: unknown): Uint8Array {
  if (error instanceof TagError && error.kind !== 'no-tag') return new Uint8Array()
  throw error
}

/** Every block there is, or as many bytes as are asked for. Rejects with a `TagError` where the tag does not answer. */
export async function readAllBlocks(reader: TagReader, uid: string, length = mostBlocks * blockSize): Promise<Uint8Array> {
  let memory = new Uint8Array()
  while (memory.length < length) {
    const count = Math.min(moreBlocks, (length - memory.length) / blockSize)
    const first = memory.length / blockSize
    const more = await reader.readBlocks(uid, first, count).catch(first === 0 ? rethrow : endOfMemory)
    if (more.length === 0) break
    memory = Uint8Array.of(...memory, ...more)
  }
  return memory
}

function rethrow(error: unknown): never {
  throw error
}
