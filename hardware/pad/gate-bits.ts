import type { TagReader } from '../drivers/tag-reader.ts'
import type { LyingTags } from './lying-tags.ts'
import type { PadPace } from './pad-pace.ts'
import { secureTag } from './secure-tag.ts'
import type { SecurityScheme } from './security-scheme.ts'

/** Switches the gate's bits of what lies there: one tag after the other, each written and read back. */
export class GateBits {
  private readonly reader: TagReader
  private readonly scheme: SecurityScheme
  private readonly lying: LyingTags
  private readonly pace: PadPace
  private turn: Promise<unknown> = Promise.resolve()

  constructor(reader: TagReader, scheme: SecurityScheme, lying: LyingTags, pace: PadPace) {
    this.reader = reader
    this.scheme = scheme
    this.lying = lying
    this.pace = pace
  }

  /** Resolves when nothing is being switched. */
  idle(): Promise<unknown> {
    return this.turn
  }

  /**
   * Every tag of an item. Resolves with whether all of them were seen in the new state; one that fails is tried for some seconds while it lies there and
   * `goesOn` says so.
   */
  async switch(barcode: string, secured: boolean, goesOn: () => boolean): Promise<boolean> {
    const open = new Set(this.lying.ofItem(barcode))
    if (open.size === 0) return false
    const until = performance.now() + this.pace.persistMs
    for (;;) {
      for (const uid of [...open]) if (await this.inTurn(uid, secured)) open.delete(uid)
      const isThere = [...open].some(uid => this.lying.isSeen(uid))
      if (open.size === 0 || !isThere || !goesOn() || performance.now() > until) return open.size === 0
      await new Promise(resolve => setTimeout(resolve, this.pace.pauseMs))
    }
  }

  /** What is done when the plug is pulled is done whole. */
  private inTurn(uid: string, secured: boolean): Promise<boolean> {
    const switched = this.turn.then(async () => {
      const done = await secureTag(this.reader, uid, secured, this.scheme)
      this.lying.hasBit(uid, done ? secured : null)
      return done
    })
    this.turn = switched.catch(() => undefined)
    return switched
  }
}
