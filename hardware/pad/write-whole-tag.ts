import type { TagWish, Written } from '../../host/device-port.ts'
import { type LibraryTag, TagDoesNotFit, type TagReading } from '../codecs/tags/library-tag.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import { type TagContent, type TagImage, writeTag } from '../codecs/tags/write-tag.ts'
import { TagError, type TagReader } from '../drivers/tag-reader.ts'
import { readAllBlocks } from './read-whole-tag.ts'
import { unlessGone } from './unless-gone.ts'

const blockSize = 4
/** Small pieces: what one write carries is lost where it fails. */
const blocksAtOnce = 4
const tries = 4
const circulating = 0x10

/** What a tag shall hold in the end, byte for byte; kept until it reads back. */
export interface WantedTag extends TagImage {
  /** The memory as it was before anything was written. */
  readonly before: Uint8Array
}

/**
 * The whole memory that a wish asks for on this tag: type of usage and blocks of others stay where the model is the same. Throws `TagDoesNotFit` for what
 * the model or the tag cannot hold and for a patron's card, and a `TagError` where the tag cannot be read even now.
 */
export async function imageFor(reader: TagReader, uid: string, wish: TagWish): Promise<WantedTag> {
  const before = await readAllBlocks(reader, uid)
  const reading = readTag(before)
  const tag = reading.kind === 'tag' ? reading.tag : undefined
  if (tag?.kind === 'patron' && tag.model !== 'rfid501') throw new TagDoesNotFit("a patron's card is never written")
  const isSame = tag?.model === wish.model
  const image = writeTag(contentOf(wish, tag), before.length, isSame ? before : undefined)
  return { ...image, before }
}

function contentOf({ model, barcode, owner, part, parts }: TagWish, tag: LibraryTag | undefined): TagContent {
  const usage = tag?.usage ?? (model === 'rfid501' ? undefined : circulating)
  return {
    model,
    id: barcode,
    ...(owner && { owner }),
    ...((parts > 1 || model === 'iso28560-3') && { set: { part, parts } }),
    ...(usage !== undefined && { usage }),
    // The fixed model's own blocks are kept as they are.
    ...(tag?.model === model && model !== 'iso28560-3' && tag.more && { more: tag.more }),
  }
}

/**
 * Writes until all bytes read back, a few times: only the pieces that differ, lowest first. What was asked for is safe to ask for again. Rejects where the
 * reader is gone.
 */
export async function writeImage(reader: TagReader, uid: string, wanted: WantedTag): Promise<Written> {
  const { memory, before } = wanted
  let why: Written['why'] = 'not-written'
  for (let time = 0; time < tries; time++) {
    try {
      for (const at of differing(await readBytes(reader, uid, memory.length), memory)) {
        await reader.writeBlocks(uid, at / blockSize, memory.subarray(at, at + blocksAtOnce * blockSize))
      }
    } catch (error) {
      why = reasonOf(error)
    }
    const now = await readBytes(reader, uid, memory.length).catch(unlessGone)
    if (now && differing(now, memory).length === 0) return sayWhatItIs(reader, uid, wanted)
    if (why === 'locked' && now) return { kind: differing(now, before).length === 0 ? 'untouched' : 'half', why }
  }
  const now = await readBytes(reader, uid, memory.length).catch(unlessGone)
  return { kind: now && differing(now, before).length === 0 ? 'untouched' : 'half', why }
}

/** The tag's own statement of its model comes last. One that cannot be changed does no harm where the memory reads as it should all the same. */
async function sayWhatItIs(reader: TagReader, uid: string, { memory, dsfid }: WantedTag): Promise<Written> {
  const stated = await dsfidOf(reader, uid)
  if (stated === dsfid) return { kind: 'written' }
  await reader.writeDsfid(uid, dsfid).catch(unlessGone)
  const now = await dsfidOf(reader, uid)
  if (now === undefined || now === dsfid) return { kind: 'written' }
  return isSameReading(readTag(memory, now), readTag(memory, dsfid)) ? { kind: 'written' } : { kind: 'half', why: 'not-written' }
}

async function dsfidOf(reader: TagReader, uid: string): Promise<number | undefined> {
  const seen = await reader.inventory().catch(unlessGone)
  return seen?.find(tag => tag.uid === uid)?.dsfid
}

function isSameReading(one: TagReading, other: TagReading): boolean {
  return one.kind === 'tag' && other.kind === 'tag' && one.tag.id === other.tag.id && one.tag.model === other.tag.model
}

/** Where the pieces begin that are not alike. */
function differing(one: Uint8Array, other: Uint8Array): readonly number[] {
  const piece = blocksAtOnce * blockSize
  const starts = Array.from({ length: Math.ceil(other.length / piece) }, (_, index) => index * piece)
  return starts.filter(start => other.subarray(start, start + piece).some((byte, index) => one[start + index] !== byte))
}

async function readBytes(reader: TagReader, uid: string, length: number): Promise<Uint8Array> {
  const memory = await readAllBlocks(reader, uid, length)
  if (memory.length < length) throw new TagError('not-read', 'not all of it could be read')
  return memory
}

function reasonOf(error: unknown): NonNullable<Written['why']> {
  if (!(error instanceof TagError)) throw error
  switch (error.kind) {
    case 'no-tag':
    case 'locked':
    case 'not-supported':
      return error.kind
    default:
      return 'not-written'
  }
}
