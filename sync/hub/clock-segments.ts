import { milliseconds } from '../../circulation/instant.ts'
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
  const { monotonicMs, offset = before.offset } = segments.at(-1)?.entries.at(-1)?.at ?? { monotonicMs: 0 }
  const isNew = offset && offset.ageMs >= 0 && !sameOffset(offset, before.offset)
  // What was moved before the last measurement is seen in it, also where no entry was written between the two.
  const measuredAt = isNew ? monotonicMs - offset.ageMs : Number.NEGATIVE_INFINITY
  let { aheadMs, backMs } = isNew ? notMoved : before
  for (const { jumpMs, entries } of segments) {
    if (entries[0]!.at.monotonicMs <= measuredAt) continue
    aheadMs += Math.max(0, jumpMs)
    backMs += Math.max(0, -jumpMs)
  }
  return { aheadMs, backMs, ...(offset && { offset }) }
}

/** An offset measured before a jump says nothing of the clock after it. */
function anchorsIn(entries: readonly Entry[], fromStart: boolean, moved: MovedSince): Anchor[] {
  const since = fromStart ? Number.NEGATIVE_INFINITY : entries[0]!.at.monotonicMs
  return entries.flatMap(entry => {
    const { offset, monotonicMs } = entry.at
    const isOld = sameOffset(offset, moved.offset)
    if (!offset || offset.ageMs < 0 || monotonicMs - offset.ageMs < since || (isOld && !fromStart)) return []
    const measuredAt = isOld ? Math.min(-1, monotonicMs - offset.ageMs) : monotonicMs - offset.ageMs
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

function sameOffset(one: Entry['at']['offset'], other: Entry['at']['offset']): boolean {
  return !!one && one.ms === other?.ms && one.uncertaintyMs === other.uncertaintyMs
}

function wallOf({ at }: Entry): number {
  return milliseconds(at.wall)
}
