import type { Clock } from '../../host/clock.ts'

/** The world's own time, which nobody in it can read. It only goes on. */
export class TrueTime {
  ms: number

  constructor(start: string) {
    this.ms = Date.parse(start)
  }

  /** Goes on to that instant, at least a little. */
  reach(ms: number): void {
    this.ms = Math.max(this.ms + 1500, ms)
  }

  iso = (): string => new Date(this.ms).toISOString()
}

/** A station's clocks: one that is wrong and can be set, one that only counts. Both run at the machine's own pace. */
export class StationClock implements Clock {
  readonly #time: TrueTime
  readonly #pace: number
  #wallMs: number
  #wallAt: number
  #startedAt: number

  constructor(time: TrueTime, { aheadMs, driftPpm }: { readonly aheadMs: number; readonly driftPpm: number }) {
    this.#time = time
    this.#pace = 1 + driftPpm / 1e6
    this.#wallAt = time.ms
    this.#wallMs = time.ms + aheadMs
    this.#startedAt = time.ms
  }

  wall(): number {
    return this.#wallMs + (this.#time.ms - this.#wallAt) * this.#pace
  }
  now(): string {
    return new Date(Math.round(this.wall())).toISOString()
  }
  monotonicMs(): number {
    return (this.#time.ms - this.#startedAt) * this.#pace
  }
  set(byMs: number): void {
    this.#wallMs = this.wall() + byMs
    this.#wallAt = this.#time.ms
  }
  restart(): void {
    this.#startedAt = this.#time.ms
  }
}
