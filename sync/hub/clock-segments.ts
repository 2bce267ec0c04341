import { Temporal } from 'temporal-polyfill'
import type { Entry } from '../journal/entry.ts'

/** Part of a run in which nobody touched the wall clock. */
export interface ClockSegment {
  readonly entries: readonly Entry[]
  /** By how much the wall clock ran ahead of (or fell behind) the monotonic one just before. */
  readonly jumpMs: number
  readonly anchors: readonly Anchor[]
}

/** An offset measured at a contact. */
export interface Anchor {
  /** The true time at which the run's monotonic clock stood at zero, in milliseconds since 1970. */
  readonly startMs: number
  /** Monotonic milliseconds of the measurement; negative where it was made in an earlier run. */
  readonly measuredAt: number
  readonly uncertaintyMs: number
}

/** The journal's own threshold: less is drift. */
const jumpFromMs = 2000

/** Cuts one run where its wall clock and its monotonic clock part. */
export function clockSegments(run: readonly Entry[]): readonly ClockSegment[] {
  const segments: { entries: Entry[]; jumpMs: number; anchors: Anchor[] }[] = []
  let lead: number | undefined
  for (const entry of run) {
    const now = wallOf(entry) - entry.at.monotonicMs
    const parted = lead === undefined ? 0 : now - lead
    const told = entry.transaction.kind === 'clock-jump' ? entry.transaction.wallMs - entry.transaction.monotonicMs : 0
    const jumpMs = Math.abs(parted) > jumpFromMs ? parted : told
    if (segments.length === 0 || jumpMs !== 0) segments.push({ entries: [], jumpMs, anchors: [] })
    segments.at(-1)!.entries.push(entry)
    lead = now
  }
  for (const [index, segment] of segments.entries())
    segment.anchors.push(...anchorsIn(segment.entries, index === 0 && segment.jumpMs === 0))
  return segments
}

/** An offset measured before a jump says nothing of the clock after it. */
function anchorsIn(entries: readonly Entry[], fromStart: boolean): Anchor[] {
  const since = fromStart ? Number.NEGATIVE_INFINITY : entries[0]!.at.monotonicMs
  return entries.flatMap(entry => {
    const { offset, monotonicMs } = entry.at
    if (!offset || offset.ageMs < 0 || monotonicMs - offset.ageMs < since) return []
    return [
      {
        startMs: wallOf(entry) + offset.ms - monotonicMs,
        measuredAt: monotonicMs - offset.ageMs,
        uncertaintyMs: offset.uncertaintyMs,
      },
    ]
  })
}

function wallOf({ at }: Entry): number {
  return Temporal.Instant.from(at.wall).epochMilliseconds
}
