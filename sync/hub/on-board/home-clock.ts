import { Temporal } from 'temporal-polyfill'
import { milliseconds } from '../../../circulation/replay/scan-order.ts'
import type { Hello } from '../../protocol/messages.ts'

/** What a clock may run wrong between two contacts with home: twice what a cheap crystal is sold with. */
const driftPpm = 100
/** Nothing is known: no station measures its clock against this. */
const unknownMs = 86_400_000

export interface BoardClock {
  /** Wall clock, UTC. */
  now(): string
  monotonicMs(): number
}

/** Home's time on board, reckoned from the last contact along a clock that only counts, with how unsure it is. */
export class HomeClock {
  readonly #clock: BoardClock
  #met: { readonly homeMs: number; readonly atMonotonicMs: number; readonly uncertaintyMs: number } | undefined

  constructor(clock: BoardClock) {
    this.#clock = clock
  }

  /** Home's greeting came after so many milliseconds. */
  met({ time, timeUncertaintyMs = 0 }: Hello, roundTripMs: number): void {
    const half = roundTripMs / 2
    this.#met = {
      homeMs: milliseconds(time) + half,
      atMonotonicMs: this.#clock.monotonicMs(),
      uncertaintyMs: half + 1 + timeUncertaintyMs,
    }
  }

  now(): { readonly time: string; readonly timeUncertaintyMs: number } {
    if (!this.#met) return { time: this.#clock.now(), timeUncertaintyMs: unknownMs }
    const { homeMs, atMonotonicMs, uncertaintyMs } = this.#met
    const since = this.#clock.monotonicMs() - atMonotonicMs
    return {
      time: Temporal.Instant.fromEpochMilliseconds(Math.round(homeMs + since)).toString({ fractionalSecondDigits: 3 }),
      timeUncertaintyMs: Math.ceil(uncertaintyMs + (since * driftPpm) / 1e6),
    }
  }
}
