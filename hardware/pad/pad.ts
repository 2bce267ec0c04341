import type { Alarm, DeviceEvent, Settled, TagWish, Written } from '../../host/device-port.ts'
import { isSameId, TagDoesNotFit } from '../codecs/tags/library-tag.ts'
import { type SeenTag, TagError, type TagReader } from '../drivers/tag-reader.ts'
import { type LyingItem, type LyingTag, pictureOf } from './picture.ts'
import { Presence } from './presence.ts'
import { readWholeTag } from './read-whole-tag.ts'
import { readSecurity, secureTag } from './secure-tag.ts'
import type { SecurityScheme } from './security-scheme.ts'
import { imageFor, type WantedTag, writeImage } from './write-whole-tag.ts'

export interface PadPace {
  /** Between two looks when nothing changes. */
  readonly pauseMs: number
  /** So long an incomplete set may become complete before it is said to be incomplete. */
  readonly patienceMs: number
  /** So long a tag that cannot be switched is tried while it lies there. */
  readonly persistMs: number
  /** Whoever is back within this time never left: a neighbour at the edge of the field, a tag masked by another. */
  readonly flickerMs: number
}

export const usualPace: PadPace = { pauseMs: 80, patienceMs: 1500, persistMs: 8000, flickerMs: 2000 }
const readsUntilUnreadable = 3
/** Whoever answers again so long after the inventory that found it counts as seen in a second one, which would come no later. */
const passesMs = 50
/** More than that are not looked for again before they are told. */
const fewTags = 4
/** So long nobody looks while tags are switched. */
const longestTurnMs = 1000
/** What is seen in the first looks lay there before. */
const earlyLooks = 2

type Tag = { -readonly [K in keyof LyingTag]: LyingTag[K] } & { reads: number; readonly seenAt: number }

/**
 * A live picture of what lies on a reader. It looks again and again, reads what is new, joins the parts of sets, and tells each item once when it lies
 * there for sure. It writes to a tag only on the desk's word.
 */
export class Pad {
  private readonly reader: TagReader
  private readonly scheme: SecurityScheme
  private readonly onEvent: (event: DeviceEvent) => void
  private readonly pace: PadPace
  private readonly presence = new Presence()
  private readonly tags = new Map<string, Tag>()
  private readonly told = new Map<string, { state: 'complete' | 'incomplete'; lastThere: number }>()
  private readonly changedAt = new Map<string, number>()
  private readonly lately = new Map<string, { early: boolean; leftAt: number }>()
  private readonly unfinished: Map<string, WantedTag>
  private isWriting = false
  private turn: Promise<unknown> = Promise.resolve()
  private shown = ''
  private looks = 0
  private lookedAt = 0
  private running = true

  /** `unfinished`: tags whose writing was begun and has not read back yet; it outlives a reader that was unplugged. */
  constructor(
    reader: TagReader,
    scheme: SecurityScheme,
    onEvent: (event: DeviceEvent) => void,
    pace: PadPace = usualPace,
    unfinished = new Map<string, WantedTag>(),
  ) {
    this.reader = reader
    this.scheme = scheme
    this.onEvent = onEvent
    this.pace = pace
    this.unfinished = unfinished
  }

  /** Looks until `stop`; ends by itself when the reader is gone, which is told by whoever holds the line. */
  async run(): Promise<void> {
    while (this.running) {
      // A pile's inventory takes as long as three of its tags: whoever waits for the gate comes first.
      await Promise.race([this.turn, new Promise(resolve => setTimeout(resolve, longestTurnMs))])
      try {
        await this.look()
      } catch (error) {
        if (!(error instanceof TagError) && isGone(error)) return
      }
      if (this.running && !this.presence.isFresh()) await new Promise(resolve => setTimeout(resolve, this.pace.pauseMs))
    }
  }

  stop(): void {
    this.running = false
  }

  /** What lies there now, also what has been seen but once. */
  items(): readonly LyingItem[] {
    return pictureOf([...this.tags.values()].filter(tag => this.presence.isThere(tag.uid)))
  }

  /**
   * The desk's word for an item: every tag of it is switched and read back. `done` only when all of them were seen in the new state; while one that
   * fails lies there it is tried for some seconds.
   */
  async settle(barcode: string, alarm: Alarm): Promise<Settled> {
    if (alarm === 'leave') return { done: true, verified: false }
    const open = new Set(this.tagsOf(barcode).map(tag => tag.uid))
    if (open.size === 0) return { done: false, verified: false }
    const until = performance.now() + this.pace.persistMs
    for (;;) {
      for (const uid of [...open]) if (await this.switchTag(uid, alarm === 'on')) open.delete(uid)
      const isThere = [...open].some(uid => this.tags.has(uid))
      if (open.size === 0 || !isThere || !this.running || performance.now() > until) break
      await new Promise(resolve => setTimeout(resolve, this.pace.pauseMs))
    }
    this.show()
    return { done: open.size === 0, verified: open.size === 0 }
  }

  /**
   * Writes one tag anew and reads it back; what is begun is finished whenever the tag is seen again. It is told as something that lay there before: whoever
   * writes tags lends nothing by it.
   */
  async write(uid: string, wish: TagWish): Promise<Written> {
    try {
      const begun = this.unfinished.get(uid)
      const wanted = await imageFor(this.reader, uid, wish)
      this.unfinished.set(uid, { ...wanted, before: begun?.before ?? wanted.before })
      return await this.finish(uid, wanted)
    } catch (error) {
      if (error instanceof TagDoesNotFit) return { kind: 'untouched', why: 'does-not-fit' }
      if (error instanceof TagError) return { kind: 'untouched', why: error.kind === 'no-tag' ? 'no-tag' : 'not-written' }
      return { kind: this.unfinished.has(uid) ? 'half' : 'untouched', why: 'gone' }
    }
  }

  private async finish(uid: string, wanted: WantedTag): Promise<Written> {
    this.isWriting = true
    const written = await writeImage(this.reader, uid, wanted).finally(() => {
      this.isWriting = false
    })
    if (written.kind !== 'half') this.unfinished.delete(uid)
    const tag = this.tags.get(uid)
    if (tag) {
      delete tag.reading
      Object.assign(tag, { isHalf: written.kind === 'half', reads: 0, early: true })
      await this.readOnce(await this.seenNow(uid))
    }
    this.show()
    this.tell()
    return written
  }

  private async seenNow(uid: string): Promise<SeenTag> {
    const seen = await this.reader.inventory().catch(unlessGone)
    return seen?.find(tag => tag.uid === uid) ?? { uid }
  }

  /** One tag after the other, each written and read back: what is done when the plug is pulled is done whole. */
  private switchTag(uid: string, secured: boolean): Promise<boolean> {
    const switched = this.turn.then(() => this.switchNow(uid, secured))
    this.turn = switched.catch(() => undefined)
    return switched
  }

  private async switchNow(uid: string, secured: boolean): Promise<boolean> {
    const done = await secureTag(this.reader, uid, secured, this.scheme)
    const tag = this.tags.get(uid)
    if (tag) tag.secured = done ? secured : null
    return done
  }

  /** Cards are no items: nothing is ever written to them. */
  private tagsOf(barcode: string): readonly LyingTag[] {
    return [...this.tags.values()].filter(({ reading }) => {
      if (reading?.kind !== 'tag' || !isSameId(reading.tag.id, barcode)) return false
      return reading.tag.kind !== 'patron' || reading.tag.model === 'rfid501'
    })
  }

  private async look(): Promise<void> {
    const seen = await this.reader.inventory()
    this.lookedAt = performance.now()
    this.looks++
    for (const uid of this.presence.update(seen.map(tag => tag.uid))) this.leave(uid)
    for (const tag of seen) await this.readOnce(tag)
    for (const { uid } of seen) await this.writeOn(uid)
    await this.askAgain()
    this.show()
    this.tell()
    for (const tag of [...this.tags.values()]) {
      await this.turn
      if (tag.secured === null) await this.readState(tag)
    }
    this.show()
  }

  /** A tag that was left half written and is back. */
  private async writeOn(uid: string): Promise<void> {
    const wanted = this.unfinished.get(uid)
    const tag = this.tags.get(uid)
    if (!wanted || !tag || !this.presence.isThere(uid) || this.isWriting) return
    await this.finish(uid, wanted)
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
    tag.isHalf = this.unfinished.has(seen.uid)
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

  /** Of a big pile those that were read first have to answer once more; a whole inventory of it would take longer. */
  private async askAgain(): Promise<void> {
    const isBig = this.tags.size > fewTags
    for (const tag of isBig ? [...this.tags.values()] : []) {
      if (this.presence.isThere(tag.uid) || tag.reading?.kind !== 'tag') continue
      await this.readState(tag)
      if (tag.secured !== null) this.answered(tag)
    }
  }

  private async readState(tag: Tag): Promise<void> {
    if (tag.reading?.kind !== 'tag' || !this.running) return
    const state = await readSecurity(this.reader, tag.uid, this.scheme).catch(unlessGone)
    // The desk may have spoken while this was on its way.
    if (state !== undefined && tag.secured === null) tag.secured = state
  }

  /** Tells each item when all its tags lie there for sure: a complete one at once, an incomplete one after some patience. */
  private tell(): void {
    if (!this.running) return
    const items = this.items()
    const now = performance.now()
    const there = new Set(items.map(item => item.key))
    for (const [key, told] of this.told) {
      if (there.has(key)) told.lastThere = now
      else if (now - told.lastThere > this.pace.flickerMs) this.told.delete(key)
    }
    for (const state of this.changedAt.keys()) if (!items.some(item => stateOf(item) === state)) this.changedAt.delete(state)
    for (const item of items) {
      const { barcode, complete, key, library, facts } = item
      const before = this.told.get(key)?.state
      if (barcode === null || before === 'complete') continue
      const since = this.changedAt.get(stateOf(item)) ?? now
      this.changedAt.set(stateOf(item), since)
      if (!complete && (before !== undefined || now - since < this.pace.patienceMs)) continue
      this.told.set(key, { state: complete ? 'complete' : 'incomplete', lastThere: now })
      this.onEvent({ kind: 'tag', barcode, library, complete, tag: facts })
    }
  }

  private show(): void {
    const items = this.items().map(({ key, complete, facts, ...item }) => item)
    const picture = JSON.stringify(items)
    // A reader that is gone says nothing any more about what lies on it.
    if (picture === this.shown || !this.running) return
    this.shown = picture
    this.onEvent({ kind: 'pad', items })
  }
}

/** An item and the tags of it that are there. */
function stateOf({ key, tags }: LyingItem): string {
  return [key, ...tags.map(tag => tag.uid)].join('|')
}

function unlessGone(error: unknown): undefined {
  if (error instanceof TagError) return undefined
  throw error
}

function isGone(error: unknown): boolean {
  return (error as { kind?: unknown }).kind === 'gone'
}
