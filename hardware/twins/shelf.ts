import { readTag } from '../codecs/tags/read-tag.ts'
import { type TagContent, writeTag } from '../codecs/tags/write-tag.ts'
import type { ReaderPace } from './reader-pace.ts'

/** A tag in a simulated field. */
export interface ShelfTag {
  readonly uid: string
  dsfid: number
  afi: number
  eas: boolean
  /** Whole blocks of four bytes. */
  readonly memory: Uint8Array
  /** Its AFI is locked for ever. */
  readonly locked?: boolean
  /** Cannot be read: torn, or shielded by a metal cover. */
  readonly dead?: boolean
}

/** What goes wrong, in this order, at the next answers; an empty list is a good day. */
export type Fault =
  /** This one goes well; the next in the list is for a later one. */
  | 'none'
  /** No answer at all. */
  | 'silent'
  /** The answer comes when nobody waits for it any more. */
  | 'late'
  | 'bad-crc'
  /** Junk in front of the answer. */
  | 'noise'
  /** The line is cut in the middle of the answer. */
  | 'cut'
  /** The tag that is written to leaves before, or right after. */
  | 'leaves-before'
  | 'leaves-after'
  /** Says that it failed, but it took; says that it took, but it did not. */
  | 'says-failed'
  | 'says-done'
  /** A real failure. */
  | 'fails'

export const memorySize = 112
let given = 0

/** What lies in the field of a simulated reader, and what is about to go wrong. */
export class Shelf {
  readonly tags = new Map<string, ShelfTag>()
  readonly faults: Fault[] = []
  /** Faults that only a write can have. */
  readonly writeFaults: Fault[] = []
  /** Milliseconds until an answer, as a real reader has; 0 for tests. */
  answerMs = 0
  /** And for each tag that an inventory finds. */
  inventoryMsPerTag = 0
  /** As long as a real reader takes for each exchange; on top of the above. */
  pace: ReaderPace | undefined

  /** Lays a tag with this content into the field, secured. */
  put(content: TagContent, more: Partial<ShelfTag> = {}): ShelfTag {
    const { memory, dsfid } = writeTag(content, memorySize)
    return this.lay({ uid: newUid(), dsfid, afi: 0x07, eas: true, memory, ...more })
  }

  lay(tag: ShelfTag): ShelfTag {
    this.tags.set(tag.uid, tag)
    return tag
  }

  take(uid: string): void {
    this.tags.delete(uid)
  }

  /** Every tag of an item leaves. */
  takeItem(id: string): void {
    for (const { uid, memory } of [...this.tags.values()]) {
      const reading = readTag(memory)
      if (reading.kind === 'tag' && reading.tag.id === id) this.take(uid)
    }
  }

  /** Carries out a write as a reader would, faults and all: what the reader says about it. */
  write(uid: string | undefined, change: (tag: ShelfTag) => void): 'done' | 'no-tag' | 'locked' | 'failed' {
    const tag = uid === undefined ? this.tags.values().next().value : this.tags.get(uid)
    if (!tag || tag.dead) return 'no-tag'
    if (tag.locked) return 'locked'
    const fault = this.writeFaults.shift()
    if (fault === 'leaves-before') this.take(tag.uid)
    if (fault === 'leaves-before') return 'no-tag'
    if (fault === 'fails') return 'failed'
    if (fault === 'says-done') return 'done'
    change(tag)
    if (fault === 'leaves-after') this.take(tag.uid)
    return fault === 'says-failed' || fault === 'leaves-after' ? 'no-tag' : 'done'
  }
}

/** A unique number that no other tag of this program has. */
export function newUid(): string {
  given++
  return `E0040100${given.toString(16).toUpperCase().padStart(8, '0')}`
}
