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
  /** Where the wall clock ran ahead since an earlier run's measurement, the truth may be this much earlier: it was set, or the machine slept. */
  readonly earlierMs: number
}

/** By how much the wall clock has been moved since the last measurement, over the end of a run. */
export interface MovedSince {
  readonly aheadMs: number
  readonly backMs: number
  /** The offset that was known last. */
  readonly offset?: Entry['at']['offset']
}

export const notMoved: MovedSince = { aheadMs: 0, backMs: 0 }

/** The journal's own threshold: less is drift. */
const jumpFromMs = 2000

/** Cuts one run where its wall clock and its monotonic clock part. An offset that it begins with was measured before `moved`. */
export function clockSegments(run: readonly Entry[], moved: MovedSince = notMoved): readonly ClockSegment[] {
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
    segment.anchors.push(...anchorsIn(segment.entries, index === 0 && segment.jumpMs === 0, moved))
  return segments
}

/** What the next run must know of this one and those before it. */
export function movedAfter(segments: readonly ClockSegment[], before: MovedSince): MovedSince {
  let { aheadMs, backMs } = before
  for (const { jumpMs, anchors, entries } of segments) {
    aheadMs += Math.max(0, jumpMs)
    backMs += Math.max(0, -jumpMs)
    const start = Math.max(0, jumpMs === 0 ? 0 : entries[0]!.at.monotonicMs)
    if (anchors.some(({ measuredAt }) => measuredAt >= start)) [aheadMs, backMs] = [0, 0]
  }
  const offset = segments.at(-1)?.entries.at(-1)?.at.offset ?? before.offset
  return { aheadMs, backMs, ...(offset && { offset }) }
}

/** An offset measured before a jump says nothing of the clock after it. */
function anchorsIn(entries: readonly Entry[], fromStart: boolean, moved: MovedSince): Anchor[] {
  const since = fromStart ? Number.NEGATIVE_INFINITY : entries[0]!.at.monotonicMs
  return entries.flatMap(entry => {
    const { offset, monotonicMs } = entry.at
    if (!offset || offset.ageMs < 0 || monotonicMs - offset.ageMs < since) return []
    const measuredAt = monotonicMs - offset.ageMs
    const isOld = measuredAt < 0 && offset.ms === moved.offset?.ms && offset.uncertaintyMs === moved.offset.uncertaintyMs
    return [
      {
        startMs: wallOf(entry) + offset.ms - monotonicMs + (isOld ? moved.backMs : 0),
        measuredAt,
        uncertaintyMs: offset.uncertaintyMs,
        earlierMs: isOld ? moved.aheadMs : 0,
      },
    ]
  })
}

function wallOf({ at }: Entry): number {
  return Temporal.Instant.from(at.wall).epochMilliseconds
}
