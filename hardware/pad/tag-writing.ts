import type { TagWish, Written } from '../../host/device-port.ts'
import { TagDoesNotFit } from '../codecs/tags/library-tag.ts'
import { TagError, type TagReader } from '../drivers/tag-reader.ts'
import type { TagsInWork } from './tags-in-work.ts'
import { imageFor, type WantedTag, writeImage } from './write-whole-tag.ts'

/** Writes whole tags, and goes on with those whose writing was begun and does not read back. */
export class TagWriting {
  private readonly reader: TagReader
  private readonly inWork: TagsInWork
  private readonly onEnded: (uid: string) => Promise<void>
  private isWriting = false

  /** `onEnded`: a tag reads as something else now, or may. */
  constructor(reader: TagReader, inWork: TagsInWork, onEnded: (uid: string) => Promise<void>) {
    this.reader = reader
    this.inWork = inWork
    this.onEnded = onEnded
  }

  /** Writes one tag anew and reads it back. What is to be written is on disk before its first byte is on the tag. Never rejects. */
  async write(uid: string, wish: TagWish): Promise<Written> {
    let hasBegun = false
    try {
      const wanted = await imageFor(this.reader, uid, wish)
      if (!(await this.keep(uid, wish.barcode, wanted))) return { kind: 'untouched', why: 'not-kept' }
      hasBegun = true
      return await this.finish(uid, this.inWork.halfWritten(uid) ?? wanted)
    } catch (error) {
      if (error instanceof TagDoesNotFit) return { kind: 'untouched', why: 'does-not-fit' }
      if (error instanceof TagError) return { kind: 'untouched', why: error.kind === 'no-tag' ? 'no-tag' : 'not-written' }
      return { kind: hasBegun || this.inWork.halfWritten(uid) ? 'half' : 'untouched', why: 'gone' }
    }
  }

  /** A tag that was left half written and is back. */
  async goOn(uid: string): Promise<void> {
    const wanted = this.inWork.halfWritten(uid)
    if (wanted && !this.isWriting) await this.finish(uid, wanted)
  }

  private async keep(uid: string, barcode: string, wanted: WantedTag): Promise<boolean> {
    return this.inWork.begin(uid, barcode, wanted).then(
      () => true,
      () => false,
    )
  }

  private async finish(uid: string, wanted: WantedTag): Promise<Written> {
    this.isWriting = true
    const written = await writeImage(this.reader, uid, wanted).finally(() => {
      this.isWriting = false
    })
    if (written.kind === 'written') this.inWork.readsBack(uid)
    if (written.kind === 'untouched') await this.inWork.end(uid)
    await this.onEnded(uid)
    return written
  }
}
