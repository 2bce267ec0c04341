import { isSameId } from '../codecs/tags/library-tag.ts'
import { type SeenTag, TagError, type TagReader } from '../drivers/tag-reader.ts'
import type { PadPace } from './pad-pace.ts'
import type { LyingTag } from './picture.ts'
import { Presence } from './presence.ts'
import { readWholeTag } from './read-whole-tag.ts'
import { readSecurity } from './secure-tag.ts'
import type { SecurityScheme } from './security-scheme.ts'
import type { TagsInWork } from './tags-in-work.ts'
import { unlessGone } from './unless-gone.ts'

const readsUntilUnreadable = 3
/** Whoever answers again so long after the inventory that found it counts as seen in a second one, which would come no later. */
const passesMs = 50
/** More than that are not looked for again before they are told. */
const fewTags = 4
/** What is seen in the first looks lay there before. */
const earlyLooks = 2

type Tag = { -readonly [K in keyof LyingTag]: LyingTag[K] } & { reads: number; readonly seenAt: number }

/** The tags that answer on a reader, each read until it could be read, and forgotten when it has left. */
export class LyingTags {
  private readonly reader: TagReader
  private readonly scheme: SecurityScheme
  private readonly pace: PadPace
  private readonly inWork: TagsInWork
  private readonly presence = new Presence()
  private readonly tags = new Map<string, Tag>()
  private readonly lately = new Map<string, { early: boolean; leftAt: number }>()
  private looks = 0
  private lookedAt = 0

  constructor(reader: TagReader, scheme: SecurityScheme, pace: PadPace, inWork: TagsInWork) {
    this.reader = reader
    this.scheme = scheme
    this.pace = pace
    this.inWork = inWork
  }

  /** One inventory; what is new is read. Resolves with the tags that have left. Rejects where there was no inventory. */
  async look(): Promise<readonly string[]> {
    const seen = await this.reader.inventory()
    this.lookedAt = performance.now()
    this.looks++
    const left = this.presence.update(seen.map(tag => tag.uid))
    for (const uid of left) this.leave(uid)
    for (const tag of seen) await this.readOnce(tag)
    return left
  }

  /** Of a big pile those that were read first have to answer once more; a whole inventory of it would take longer. */
  async askAgain(): Promise<void> {
    const isBig = this.tags.size > fewTags
    for (const tag of isBig ? [...this.tags.values()] : []) {
      if (this.presence.isThere(tag.uid) || tag.reading?.kind !== 'tag') continue
      await this.readState(tag)
      if (tag.secured !== null) this.answered(tag)
    }
  }

  /** Reads the gate's bit of every tag whose bit nobody knows; `before` is waited for in front of each. */
  async readStates(before: () => Promise<unknown>): Promise<void> {
    for (const tag of [...this.tags.values()]) {
      await before()
      if (tag.secured === null) await this.readState(tag)
    }
  }

  /** A tag was written: what it said before says nothing any more. It is told as something that lay there before. */
  async readAnew(uid: string): Promise<void> {
    const tag = this.tags.get(uid)
    if (!tag) return
    delete tag.reading
    Object.assign(tag, { isHalf: this.inWork.halfWritten(uid) !== undefined, reads: 0, early: true })
    const seen = await this.reader.inventory().catch(unlessGone)
    await this.readOnce(seen?.find(each => each.uid === uid) ?? { uid })
  }

  /** The tag's bit as it was read back; null where it could not be. */
  hasBit(uid: string, secured: boolean | null): void {
    const tag = this.tags.get(uid)
    if (tag) tag.secured = secured
  }

  /** Those that have been seen twice, as they were read last. */
  there(): readonly LyingTag[] {
    return [...this.tags.values()].filter(tag => this.presence.isThere(tag.uid))
  }

  isThere(uid: string): boolean {
    return this.tags.has(uid) && this.presence.isThere(uid)
  }

  /** Whether it was seen in the last inventories at all. */
  isSeen(uid: string): boolean {
    return this.tags.has(uid)
  }

  isEmpty(): boolean {
    return this.tags.size === 0
  }

  /** Whether another look is worth not waiting. */
  isFresh(): boolean {
    return this.presence.isFresh()
  }

  /** Cards are no items: nothing is ever written to them. */
  ofItem(barcode: string): readonly string[] {
    const tags = [...this.tags.values()].filter(({ reading }) => {
      if (reading?.kind !== 'tag' || !isSameId(reading.tag.id, barcode)) return false
      return reading.tag.kind !== 'patron' || reading.tag.model === 'rfid501'
    })
    return tags.map(({ uid }) => uid)
  }

  private leave(uid: string): void {
    this.lately.set(uid, { early: this.tags.get(uid)?.early ?? false, leftAt: performance.now() })
    this.tags.delete(uid)
  }

  private isEarly(uid: string): boolean {
    const before = this.lately.get(uid)
    const flickers = before !== undefined && performance.now() - before.leftAt < this.pace.flickerMs
    return flickers ? before.early : this.looks <= earlyLooks
  }

  private async readOnce(seen: SeenTag): Promise<void> {
    const known = this.tags.get(seen.uid)
    const tag: Tag = known ?? { uid: seen.uid, secured: null, early: this.isEarly(seen.uid), reads: 0, seenAt: this.lookedAt }
    if (!known) this.tags.set(seen.uid, tag)
    tag.isHalf = this.inWork.halfWritten(seen.uid) !== undefined
    // It may read as anything by now.
    if (tag.isHalf) return
    if (tag.reading && (tag.reading.kind === 'tag' || tag.reading.kind === 'blank')) return
    if (tag.reads >= readsUntilUnreadable && this.looks % readsUntilUnreadable !== 0) return
    tag.reads++
    try {
      tag.reading = await readWholeTag(this.reader, seen)
      tag.isUnreadable = false
      this.answered(tag)
    } catch (error) {
      if (!(error instanceof TagError)) throw error
      tag.isUnreadable = tag.reads >= readsUntilUnreadable
    }
  }

  private answered({ uid, seenAt }: Tag): void {
    if (performance.now() - seenAt >= passesMs) this.presence.confirm(uid)
  }

  private async readState(tag: Tag): Promise<void> {
    if (tag.reading?.kind !== 'tag') return
    const state = await readSecurity(this.reader, tag.uid, this.scheme).catch(unlessGone)
    // The desk may have spoken while this was on its way.
    if (state !== undefined && tag.secured === null) tag.secured = state
  }
}
