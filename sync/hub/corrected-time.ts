import { Temporal } from 'temporal-polyfill'
import { milliseconds } from '../../circulation/instant.ts'
import type { Entry } from '../journal/entry.ts'
import { clockSegments, movedAfter, notMoved } from './clock-segments.ts'
import { type Narrowest, narrowestOf } from './narrowest-anchor.ts'

/** The interval a true time lies in: `at` plus or minus `uncertaintyMs`. */
export interface CorrectedTime {
  readonly at: string
  readonly uncertaintyMs: number
  /** Where the interval is narrower on one side, in milliseconds since 1970: a clock that nothing bounds, between neighbours that bound it. */
  readonly within?: { readonly from: number; readonly to: number }
}

export interface ClockPolicy {
  /** How fast a clock may run wrong between two contacts, in parts per million. */
  readonly driftPpm: number
  /** Half-width where nothing bounds a clock. */
  readonly unknownMs: number
}

/** 100 ppm is twice what a cheap crystal is sold with; a clock that nothing bounds may be years off. */
export const usualClocks: ClockPolicy = { driftPpm: 100, unknownMs: 10 * 365 * 86_400_000 }

interface Bounds {
  from: number
  to: number
}

export interface CorrectedTimes {
  get(sequence: number): CorrectedTime | undefined
}

/**
 * Corrected times of one epoch's entries, by sequence. Offsets measured at contacts carry, along the monotonic clock, to every entry of the same
 * run, also across jumps of the wall clock; a run without a contact is bounded by its neighbours and by the hub's receipt.
 */
export function correctedTimes(
  entries: readonly Entry[],
  receivedAt: (entry: Entry) => string | undefined = () => undefined,
  policy: ClockPolicy = usualClocks,
): CorrectedTimes {
  const runs = consecutive(entries, ({ at }) => at.run)
  const latest = entries.map(entry => receipt(receivedAt(entry)))
  let moved = notMoved
  const measured = runs.flatMap(run => {
    const segments = clockSegments(run, moved)
    moved = movedAfter(segments, moved)
    const stretches = segments.map(({ jumpMs, anchors }) => ({ jumpMs, narrowest: narrowestOf(anchors, policy.driftPpm) }))
    return segments.flatMap(({ entries }, index) => entries.map(entry => best(entry.at.monotonicMs, stretches, index, policy)))
  })
  const believed = measured.map((bounds, index) => (bounds && bounds.from <= latest[index]! ? bounds : undefined))
  const floor = runningMax(believed.map(bounds => bounds?.from ?? Number.NEGATIVE_INFINITY))
  const ceiling = runningMin(believed.map((bounds, index) => Math.min(bounds?.to ?? Number.POSITIVE_INFINITY, latest[index]!)))
  const places = new Map(entries.map(({ sequence }, index) => [sequence, index]))
  return {
    get(sequence) {
      const index = places.get(sequence)
      if (index === undefined) return
      return corrected(entries[index]!, believed[index], floor[index]!, ceiling[index]!, policy)
    },
  }
}

function corrected(entry: Entry, bounds: Bounds | undefined, floor: number, ceiling: number, policy: ClockPolicy): CorrectedTime {
  if (bounds) return within(bounds, floor, ceiling)
  const wall = milliseconds(entry.at.wall)
  const to = Number.isFinite(ceiling) ? ceiling : wall + policy.unknownMs
  const from = Math.max(floor, Math.min(to, wall) - policy.unknownMs)
  // A wall clock that its neighbours prove wrong says nothing between them.
  const isRefuted = Number.isFinite(floor) && (wall < from || wall > to)
  const at = isRefuted ? (from + to) / 2 : Math.max(Math.min(wall, to), Math.min(from, to))
  const bounded = interval(at, Math.max(at - from, to - at))
  const isUneven = Number.isFinite(floor) && from < to && at - from !== to - at
  return isUneven ? { ...bounded, within: { from: Math.floor(from), to: Math.ceil(to) } } : bounded
}

/** What comes before and after in the journal, and the receipt, may say more than the clock; where they contradict it, the clock counts. */
function within(bounds: Bounds, floor: number, ceiling: number): CorrectedTime {
  const narrowed = { from: Math.max(bounds.from, floor), to: Math.min(bounds.to, ceiling) }
  const { from, to } = narrowed.from <= narrowed.to ? narrowed : bounds
  return interval((from + to) / 2, (to - from) / 2)
}

function interval(at: number, halfWidth: number): CorrectedTime {
  return {
    at: Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toString(),
    uncertaintyMs: Math.ceil(Math.max(0, halfWidth)),
  }
}

/** A stretch of the wall clock that nobody touched. */
interface Stretch {
  readonly jumpMs: number
  readonly narrowest: Narrowest
}

/** From a contact in the same stretch of the wall clock; else from the contacts of the stretches around, along the monotonic clock. */
function best(mono: number, stretches: readonly Stretch[], index: number, policy: ClockPolicy): Bounds | undefined {
  const here = anchored(stretches[index]!, mono, policy)
  if (here) return here
  let bounds: Bounds | undefined
  let ahead = 0
  for (let before = index - 1; before >= 0 && !bounds; before--) {
    ahead += Math.max(0, stretches[before + 1]!.jumpMs)
    const found = anchored(stretches[before]!, mono, policy)
    // A jump forward may have been sleep, in which the monotonic clock stood still.
    if (found) bounds = { from: found.from, to: found.to + ahead }
  }
  let behind = 0
  for (let after = index + 1; after < stretches.length; after++) {
    behind += Math.max(0, stretches[after]!.jumpMs)
    const found = anchored(stretches[after]!, mono, policy)
    if (!found) continue
    const later = { from: found.from - behind, to: found.to }
    return bounds ? overlap(bounds, later) : later
  }
  return bounds
}

function anchored({ narrowest }: Stretch, mono: number, { driftPpm }: ClockPolicy): Bounds | undefined {
  const anchor = narrowest(mono)
  if (!anchor) return
  const { startMs, measuredAt, uncertaintyMs, earlierMs } = anchor
  const halfWidth = uncertaintyMs + (Math.abs(mono - measuredAt) * driftPpm) / 1e6
  return { from: startMs + mono - halfWidth - earlierMs, to: startMs + mono + halfWidth }
}

function overlap(a: Bounds, b: Bounds): Bounds {
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
  return both.from <= both.to ? both : { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }
}

function consecutive<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups: T[][] = []
  for (const item of items) {
    const last = groups.at(-1)
    if (last && key(last[0]!) === key(item)) last.push(item)
    else groups.push([item])
  }
  return groups
}

function receipt(at: string | undefined): number {
  return at === undefined ? Number.POSITIVE_INFINITY : milliseconds(at)
}

function runningMax(values: readonly number[]): number[] {
  let most = Number.NEGATIVE_INFINITY
  return values.map(value => {
    most = Math.max(most, value)
    return most
  })
}

function runningMin(values: readonly number[]): number[] {
  return runningMax(values.toReversed().map(value => -value))
    .map(value => -value)
    .toReversed()
}
