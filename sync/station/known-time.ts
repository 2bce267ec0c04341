import { Temporal } from 'temporal-polyfill'
import { milliseconds as epochMs } from '../../circulation/instant.ts'
import type { StationStatus } from './desk.ts'
import type { SyncState } from './sync-client.ts'

/** A clock that is off by less is right enough for a due date and a hold's turn. */
const offMs = 5 * 60_000
/** So far ahead of the wall a monotonic clock falls while a machine sleeps; who goes further was set. */
const longestSleepMs = 7 * 86_400_000
/** Nobody lends for so long without having met the hub. */
const longestAloneMs = 180 * 86_400_000

/** The best that a station knows of the time, and what is wrong with its own clock. */
export interface KnownTime {
  /** UTC. */
  readonly instant: string
  /** Absent where the clock is right, as far as anybody here can tell. */
  readonly clock?: NonNullable<StationStatus['clock']>
}

/**
 * What time it is: by the hub's clock where it was met in this run of the program, else by the machine's. A clock that was set after the meeting is
 * seen through by the monotonic one. Never before the day of what the register knows (`asOf`).
 */
export function knownTime(wall: string, monotonicMs: number, offset: SyncState['offset'], asOf: string | undefined): KnownTime {
  const wallMs = epochMs(wall)
  if (offset?.measuredAtMonotonicMs !== undefined) {
    const met = epochMs(offset.measuredAt)
    const passedMs = monotonicMs - offset.measuredAtMonotonicMs
    const strayMs = wallMs - met - passedMs
    const wasSet = strayMs < -offMs || strayMs > longestSleepMs
    return by('off', wall, wallMs, (wasSet ? met + passedMs : wallMs) + offset.ms)
  }
  if (asOf === undefined) return { instant: wall }
  const sinceMs = wallMs - epochMs(asOf)
  if (sinceMs < 0) return by('behind', wall, wallMs, epochMs(asOf))
  return sinceMs > longestAloneMs ? { instant: wall, clock: { kind: 'ahead', addMs: 0 } } : { instant: wall }
}

function by(kind: 'off' | 'behind', wall: string, wallMs: number, knownMs: number): KnownTime {
  const addMs = Math.round(knownMs - wallMs)
  if (Math.abs(addMs) <= offMs) return { instant: wall }
  const instant = Temporal.Instant.fromEpochMilliseconds(wallMs + addMs).toString({ fractionalSecondDigits: 3 })
  return { instant, clock: { kind, addMs } }
}
