import { writeIso2 } from './iso28560-2.ts'
import { writeIso3 } from './iso28560-3.ts'
import { TagDoesNotFit, type TagModel } from './library-tag.ts'
import { writeRfid501 } from './rfid501.ts'
import type { SetPlace } from './set-information.ts'

/** What a tag shall say, in any of the models. */
export interface TagContent {
  readonly model: TagModel
  readonly id: string
  readonly owner?: string
  readonly set?: SetPlace
  readonly usage?: number
  readonly more?: Readonly<Record<string, string>>
}

/** A tag's memory and the DSFID that goes with it. */
export interface TagImage {
  readonly memory: Uint8Array
  readonly dsfid: number
}

/**
 * The memory to write, filled with 00 up to whole blocks of four bytes, or up to `size` bytes where the tag's is known. Throws `TagDoesNotFit`, which
 * names the field, for what the model cannot say or the tag cannot hold. `over` is the memory that stands there now: blocks of others are kept.
 */
export function writeTag(content: TagContent, size?: number, over?: Uint8Array): TagImage {
  const { memory, dsfid, spare } = imageOf(content, over)
  const isShort = size !== undefined && memory.length > size
  const mayEndEarly = isShort && memory.length - size <= spare && memory.subarray(size).every(byte => byte === 0)
  if (isShort && !mayEndEarly) throw new TagDoesNotFit(`${memory.length} bytes do not fit on a tag of ${size}`)
  const image = new Uint8Array(size ?? Math.ceil(memory.length / 4) * 4)
  image.set(memory.subarray(0, image.length))
  return { memory: image, dsfid }
}

/** `spare`: that many zeros at the end may be missing on a tag that is too short for them. */
function imageOf(content: TagContent, over: Uint8Array | undefined): TagImage & { readonly spare: number } {
  const { model, id, owner, set, usage, more } = content
  const common = { id, ...(set && { set }), ...(more && { more }) }
  const owned = { ...common, ...(owner !== undefined && { owner }), ...(usage !== undefined && { usage }) }
  switch (model) {
    case 'iso28560-2':
      return { memory: writeIso2(owned), dsfid: 0x06, spare: 1 }
    case 'iso28560-3': {
      const memory = writeIso3({ ...owned, ...(over && { keep: over }) })
      return { memory, dsfid: 0x3e, spare: memory.length === 34 ? 2 : 1 }
    }
    case 'rfid501':
      if (owner !== undefined) throw new TagDoesNotFit('owner: this model has none')
      return { memory: writeRfid501({ ...common, isCard: usage !== undefined && usage >> 4 === 8 }), dsfid: 0, spare: 4 }
  }
}
