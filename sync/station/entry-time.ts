import { milliseconds as epochMs } from '../../circulation/instant.ts'
import type { Clock } from '../../host/clock.ts'
import type { EntryTime } from '../journal/entry.ts'
import type { SyncState } from './sync-client.ts'

/** A disagreement of the two clocks that is an entry of its own. */
const jumpMs = 2000

/** Reads both clocks, and says when the wall's was set or the machine slept. */
export class EntryClock {
  readonly #clock: Clock
  readonly #run: string
  #earlier: { readonly measuredAt: string; readonly atMs: number } | undefined
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
    const measuredAtMs = offset.measuredAtMonotonicMs ?? this.#beforeThisRun(offset.measuredAt, wall, monotonicMs)
    // Measured in the future: the clock was set back since, and nobody knows by how much.
    if (offset.measuredAtMonotonicMs === undefined && measuredAtMs > monotonicMs)
      return { wall, zone, monotonicMs, run: this.#run }
    const { ms, uncertaintyMs } = offset
    const ageMs = Math.max(0, Math.round(monotonicMs - measuredAtMs))
    const known = { ms: Math.round(ms), uncertaintyMs: Math.round(uncertaintyMs), ageMs }
    return { wall, zone, monotonicMs, run: this.#run, offset: known }
  }

  /**
   * On this run's monotonic clock, when an earlier run measured. Reckoned by the wall clock once, the first time it is asked: whatever happens to
   * that clock afterwards, the measurement stays as old as it is.
   */
  #beforeThisRun(measuredAt: string, wall: string, monotonicMs: number): number {
    if (this.#earlier?.measuredAt !== measuredAt)
      this.#earlier = { measuredAt, atMs: futureIsNever(monotonicMs, epochMs(wall) - epochMs(measuredAt)) }
    return this.#earlier.atMs
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

/** A measurement in the future stays one, however long the run goes on. */
function futureIsNever(nowMs: number, ageMs: number): number {
  return ageMs < 0 ? Number.POSITIVE_INFINITY : nowMs - ageMs
}
