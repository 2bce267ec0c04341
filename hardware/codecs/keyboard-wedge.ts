/** One key as a page sees it: the printed character or the key's name, and when. */
export interface WedgeKey {
  readonly key: string
  /** Monotonic milliseconds. */
  readonly atMs: number
  readonly repeat?: boolean
  /** What a scanner meant by the physical key, where that is known and not what arrives (a wrong layout, a dead key). */
  readonly meant?: string | undefined
}

/** A scanner that types goes faster than fingers: gaps up to 20 ms, slow Bluetooth units 50 ms; a person rarely keeps below 60 ms. */
export interface WedgeTiming {
  readonly minLength: number
  readonly meanGapMs: number
  readonly maxGapMs: number
}

const usual: WedgeTiming = { minLength: 4, meanGapMs: 35, maxGapMs: 60 }

/** Tells a scanner that types from a person who types, by timing. It steals nothing: it only says, at Enter or Tab, what the run before it was. */
export class KeyboardWedge {
  private run: WedgeKey[] = []
  private readonly timing: WedgeTiming
  constructor(timing: WedgeTiming = usual) {
    this.timing = timing
  }

  /** Gives the scanned text when this key ends a run that was a scan; undefined otherwise. */
  press(key: WedgeKey): string | undefined {
    const last = this.run.at(-1)
    if (last && key.atMs - last.atMs > this.timing.maxGapMs) this.run = []
    if (key.key === 'Enter' || key.key === 'Tab') {
      const text = this.scanned(key)
      this.run = []
      return text
    }
    if ((key.meant !== undefined || [...key.key].length === 1) && !key.repeat) this.run.push(key)
    else if (key.key !== 'Shift' && key.key !== 'CapsLock') this.run = []
    return undefined
  }

  private scanned(end: WedgeKey): string | undefined {
    const first = this.run[0]
    if (!first || this.run.length < this.timing.minLength) return undefined
    const mean = (end.atMs - first.atMs) / this.run.length
    return mean <= this.timing.meanGapMs ? this.run.map(k => k.meant ?? k.key).join('') : undefined
  }
}
