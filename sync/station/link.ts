import { Temporal } from 'temporal-polyfill'
import type { ClockOffset, SyncState } from './sync-client.ts'

const remembered = 5
const slowAverageMs = 1500
const verySlowMs = 4000

/** How the line to the hub has been lately: `none` after a question without a usable answer, `slow` by the latency of the last few. */
export class Link {
  #state: SyncState['link'] = 'none'
  #latencies: readonly number[] = []

  state(): SyncState['link'] {
    return this.#state
  }

  answered(latencyMs: number): void {
    this.#latencies = [...this.#latencies, latencyMs].slice(-remembered)
    const average = this.#latencies.reduce((sum, ms) => sum + ms, 0) / this.#latencies.length
    const lastTwo = this.#latencies.slice(-2)
    const slow = average > slowAverageMs || (lastTwo.length === 2 && lastTwo.every(ms => ms > verySlowMs))
    this.#state = slow ? 'slow' : 'good'
  }

  failed(): void {
    this.#state = 'none'
    this.#latencies = []
  }
}

/** Milliseconds until the next attempt after `failures` in a row: doubling up to `longestMs`, spread so that a fleet does not come back at once. */
export function backOffMs(failures: number, baseMs: number, longestMs: number, random: () => number): number {
  const whole = Math.min(longestMs, baseMs * 2 ** Math.min(failures - 1, 20))
  return whole * (0.5 + random() / 2)
}

export interface Exchange {
  /** Wall clock when the question left, UTC. */
  readonly askedAt: string
  readonly roundTripMs: number
  readonly answeredAtMonotonicMs: number
  /** The hub's clock, somewhere within the round trip. */
  readonly hubTime: string
  /** How unsure the hub itself is of it. */
  readonly hubUncertaintyMs?: number
}

/** The wall clock's offset against the hub's (hub minus station): the hub read its clock halfway, give or take half the round trip. */
export function offsetFrom({
  askedAt,
  roundTripMs,
  answeredAtMonotonicMs,
  hubTime,
  hubUncertaintyMs = 0,
}: Exchange): ClockOffset {
  const asked = Temporal.Instant.from(askedAt).epochMilliseconds
  const half = roundTripMs / 2
  return {
    ms: Math.round(Temporal.Instant.from(hubTime).epochMilliseconds - (asked + half)),
    // Both clocks tell whole milliseconds.
    uncertaintyMs: Math.ceil(half + hubUncertaintyMs) + 1,
    measuredAtMonotonicMs: answeredAtMonotonicMs,
    measuredAt: Temporal.Instant.fromEpochMilliseconds(asked + Math.round(roundTripMs)).toString({ fractionalSecondDigits: 3 }),
  }
}
