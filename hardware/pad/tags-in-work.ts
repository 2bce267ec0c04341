import { type BegunTags, memoryBegunTags } from '../../host/begun-tags.ts'
import { bytesOfHex, hexOf } from '../codecs/hex.ts'
import type { WantedTag } from './write-whole-tag.ts'

/** A tag that is being written, and what it shall say. */
export interface TagInWork {
  readonly uid: string
  readonly barcode: string
}

interface Work extends TagInWork {
  readonly wanted: WantedTag
  /** It has read back; the desk has not spoken about its gate's bit yet. */
  readonly isWritten: boolean
}

/**
 * Tags whose writing was begun, until they read back and the desk has taken them over. Each is on disk before its first byte is written, so that a program that
 * is killed, or a reader that is unplugged in the middle, leaves it to do.
 */
export class TagsInWork {
  private readonly store: BegunTags
  private readonly work = new Map<string, Work>()
  private readonly listeners = new Set<() => void>()
  private reading: Promise<void> | undefined

  constructor(store: BegunTags = memoryBegunTags()) {
    this.store = store
  }

  /** Resolves when what an earlier run left is known; where that cannot be read nothing is left. */
  ready(): Promise<void> {
    this.reading ??= this.read().catch(() => undefined)
    return this.reading
  }

  private async read(): Promise<void> {
    for (const { uid, barcode, memory, before, dsfid } of await this.store.all()) {
      const wanted = { memory: bytesOfHex(memory)!, before: bytesOfHex(before)!, dsfid }
      this.work.set(uid, { uid, barcode, wanted, isWritten: false })
    }
    this.changed()
  }

  /** What a tag shall hold that does not hold it yet for sure. */
  halfWritten(uid: string): WantedTag | undefined {
    const work = this.work.get(uid)
    return work && !work.isWritten ? work.wanted : undefined
  }

  /** The number of a tag that reads back and that the desk has not taken over. */
  written(uid: string): string | undefined {
    const work = this.work.get(uid)
    return work?.isWritten ? work.barcode : undefined
  }

  /** Keeps what is to be written; what the tag held before anything was begun stays known. Rejects where it cannot be kept: nothing may be written then. */
  async begin(uid: string, barcode: string, wanted: WantedTag): Promise<void> {
    await this.ready()
    const before = this.work.get(uid)?.wanted.before ?? wanted.before
    const { memory, dsfid } = wanted
    await this.store.put({ uid, barcode, memory: hex(memory), before: hex(before), dsfid })
    this.work.set(uid, { uid, barcode, wanted: { ...wanted, before }, isWritten: false })
    this.changed()
  }

  readsBack(uid: string): void {
    const work = this.work.get(uid)
    if (work) this.work.set(uid, { ...work, isWritten: true })
    this.changed()
  }

  /** Nothing is left to do for this tag, or nothing will be done. What cannot be taken off the disk now is looked at once more in the next run. */
  async end(uid: string): Promise<void> {
    if (!this.work.delete(uid)) return
    this.changed()
    await this.store.remove(uid).catch(() => undefined)
  }

  /** The desk has written down what becomes of an item's gate bits: its own record goes on from there. */
  async takenOver(barcode: string): Promise<void> {
    const theirs = [...this.work.values()].filter(work => work.isWritten && isSame(work.barcode, barcode))
    for (const { uid } of theirs) await this.end(uid)
  }

  /** Those that may be half written. */
  open(): readonly TagInWork[] {
    return [...this.work.values()].filter(({ isWritten }) => !isWritten).map(({ uid, barcode }) => ({ uid, barcode }))
  }

  /** Called after every change. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private changed(): void {
    for (const listener of this.listeners) listener()
  }
}

const hex = (bytes: Uint8Array) => hexOf(bytes).toUpperCase()
const isSame = (one: string, other: string) => one.toUpperCase() === other.toUpperCase()
