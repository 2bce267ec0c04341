import { hexOf } from '../codecs/hex.ts'
import { blockWithGoodCrc } from '../codecs/tags/iso28560-3.ts'
import type { LibraryTag, TagModel, TagReading } from '../codecs/tags/library-tag.ts'
import { readTag, reverseBlocks } from '../codecs/tags/read-tag.ts'
import { tagLine } from '../codecs/tags/tag-line.ts'
import { writeTag } from '../codecs/tags/write-tag.ts'
import { Finding, type FuzzTarget } from './fuzz-target.ts'
import type { Random } from './random.ts'

const alphabets = ['0123456789', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789abcdefN-./']
const dsfids = [undefined, 0, 0x06, 0x3e, 0xff]

/** Tags' memories: garbage, written tags with wrong bits, written tags cut off. */
export const fuzzTags: FuzzTarget = {
  name: 'tags',
  round(random) {
    garbage(random)
    wrongBits(random)
    rewritten(random)
  },
}

function garbage(random: Random): void {
  const memory = random.bytes(random.below(130))
  // Garbage that begins like a tag gets further.
  if (memory.length > 0 && random.below(2))
    memory[0] = random.one([0x11, 0x91, 0x21, 0xa1, 0x41, 0x51, 0xd1, 0x61, 0x71, 0x04, 0x10, 0x1f])
  if (memory.length > 3 && random.below(2)) memory.fill(0, random.below(memory.length))
  const reading = readTag(memory, random.one(dsfids))
  JSON.stringify(tagLine(reading))
  if (reading.kind !== 'tag') return
  const { model, id, part, parts } = reading.tag
  const hasCrc = [memory, reverseBlocks(memory)].some(bytes => blockWithGoodCrc(bytes) !== undefined)
  if (model === 'iso28560-3' && !hasCrc) throw new Finding(`no checksum holds: ${hexOf(memory)}`)
  if (id === '' || part > parts) throw new Finding(`an impossible tag: ${hexOf(memory)}`)
}

/** Up to three wrong bits are always found by the checksum, so nothing but the same id may come out, whatever the tag claims to be. */
function wrongBits(random: Random): void {
  const id = random.text(random.one(alphabets), 4 + random.below(13))
  const parts = 1 + random.below(9)
  const set = { parts, part: random.below(parts + 1) }
  const content = {
    model: 'iso28560-3' as TagModel,
    id,
    set,
    ...(random.below(2) && { owner: random.one(['FI-Sm', 'FI-Mamk-M', 'DK-718500']) }),
  }
  const { memory } = writeTag(content, random.one([32, 64, 112]))
  const whole = memory.slice()
  for (let flips = 1 + random.below(3); flips > 0; flips--) {
    const bit = random.below(Math.min(memory.length, 34) * 8)
    memory[bit >> 3]! ^= 0x80 >> (bit & 7)
  }
  const reading = readTag(memory, random.one([undefined, 0, 0x3e]))
  expectSameId(reading, id, `${hexOf(whole)} became ${hexOf(memory)}`)
}

/** What is read can be written, and reads the same again. */
function rewritten(random: Random): void {
  const id = random.text(random.one(alphabets), 2 + random.below(14))
  const model = random.one<TagModel>(['iso28560-2', 'iso28560-3', 'rfid501'])
  const owner = model === 'rfid501' ? {} : { owner: random.one(['FI-Sm', 'GB-UkLoBL', 'FI-Vantaa']) }
  if (model === 'rfid501' && /[^!-~]/.test(id)) return
  const { memory, dsfid } = writeTag({ model, id, ...owner })
  const cut = random.below(3) === 0 ? memory.subarray(0, random.below(memory.length)) : memory
  const reading = readTag(cut, dsfid)
  if (cut === memory && reading.kind !== 'tag') throw new Finding(`written but not read: ${hexOf(memory)}`)
  expectSameId(reading, id, `${hexOf(memory)} cut to ${cut.length}`)
}

function expectSameId(reading: TagReading, id: string, story: string): void {
  const tag: LibraryTag | undefined = reading.kind === 'tag' ? reading.tag : undefined
  if (tag && tag.id !== id) throw new Finding(`read as ${tag.model} "${tag.id}" instead of "${id}": ${story}`)
}
