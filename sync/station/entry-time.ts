import { Temporal } from 'temporal-polyfill'
import type { Clock } from '../../host/clock.ts'
import type { EntryTime } from '../journal/entry.ts'
import type { SyncState } from './sync-client.ts'

/** A disagreement of the two clocks that is an entry of its own. */
const jumpMs = 2000

/** Reads both clocks, and says when the wall's was set or the machine slept. */
export class EntryClock {
  readonly #clock: Clock
  readonly #run: string
  #last: { readonly wallMs: number; readonly monotonicMs: number }

  constructor(clock: Clock, run: string) {
    this.#clock = clock
    this.#run = run
    this.#last = this.#read()
  }

  /** Everything an entry must know of its time. */
  stamp(zone: string, offset: SyncState['offset']): EntryTime {
    const wall = this.#clock.now()
    const monotonicMs = Math.round(this.#clock.monotonicMs())
    if (!offset) return { wall, zone, monotonicMs, run: this.#run }
    const { ms, uncertaintyMs, measuredAt, measuredAtMonotonicMs } = offset
    const age = measuredAtMonotonicMs === undefined ? epochMs(wall) - epochMs(measuredAt) : monotonicMs - measuredAtMonotonicMs
    // Measured in the future: the clock was set back since, and nobody knows by how much.
    if (measuredAtMonotonicMs === undefined && age < 0) return { wall, zone, monotonicMs, run: this.#run }
    const known = { ms: Math.round(ms), uncertaintyMs: Math.round(uncertaintyMs), ageMs: Math.max(0, Math.round(age)) }
    return { wall, zone, monotonicMs, run: this.#run, offset: known }
  }

  /** How far each clock went since the last look, if they disagree by more than two seconds. */
  jump(): { readonly wallMs: number; readonly monotonicMs: number } | undefined {
    const before = this.#last
    this.#last = this.#read()
    const wallMs = this.#last.wallMs - before.wallMs
    const monotonicMs = this.#last.monotonicMs - before.monotonicMs
    return Math.abs(wallMs - monotonicMs) > jumpMs ? { wallMs, monotonicMs } : undefined
  }

  #read() {
    return { wallMs: epochMs(this.#clock.now()), monotonicMs: Math.round(this.#clock.monotonicMs()) }
  }
}

function epochMs(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds
}
