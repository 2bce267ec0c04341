import type { DeviceEvent } from '../../host/device-port.ts'
import type { PadPace } from './pad-pace.ts'
import type { LyingItem } from './picture.ts'

/** Tells what lies on a pad: the picture after each change, and each item once when all its tags lie there for sure. */
export class PadTelling {
  private readonly onEvent: (event: DeviceEvent) => void
  private readonly pace: PadPace
  private readonly told = new Map<string, { state: 'complete' | 'incomplete'; lastThere: number }>()
  private readonly changedAt = new Map<string, number>()
  private shown = ''

  constructor(onEvent: (event: DeviceEvent) => void, pace: PadPace) {
    this.onEvent = onEvent
    this.pace = pace
  }

  show(lying: readonly LyingItem[]): void {
    const items = lying.map(({ key, complete, facts, ...item }) => item)
    const picture = JSON.stringify(items)
    if (picture === this.shown) return
    this.shown = picture
    this.onEvent({ kind: 'pad', items })
  }

  /** A complete item at once, an incomplete one after some patience. */
  tell(items: readonly LyingItem[]): void {
    const now = performance.now()
    this.forgetGone(items, now)
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

  private forgetGone(items: readonly LyingItem[], now: number): void {
    const there = new Set(items.map(item => item.key))
    for (const [key, told] of this.told) {
      if (there.has(key)) told.lastThere = now
      else if (now - told.lastThere > this.pace.flickerMs) this.told.delete(key)
    }
    for (const state of this.changedAt.keys()) if (!items.some(item => stateOf(item) === state)) this.changedAt.delete(state)
  }
}

/** An item and the tags of it that are there. */
function stateOf({ key, tags }: LyingItem): string {
  return [key, ...tags.map(tag => tag.uid)].join('|')
}
