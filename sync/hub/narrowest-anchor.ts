import type { Anchor } from './clock-segments.ts'

/** Which of the anchors says most at an instant of the monotonic clock; of equals the first. Undefined where there are none. */
export type Narrowest = (mono: number) => Anchor | undefined

/**
 * Makes a table of a stretch's anchors, since a journal of weeks asks about thousands of instants and has an anchor with nearly each: on each side
 * what is unsure grows alike from every anchor, so the least at one place is the least wherever one looks from there.
 */
export function narrowestOf(anchors: readonly Anchor[], driftPpm: number): Narrowest {
  const drift = driftPpm / 1e6
  const ordered = anchors
    .map((anchor, place) => ({ anchor, place }))
    .toSorted((a, b) => a.anchor.measuredAt - b.anchor.measuredAt)
  type Placed = (typeof ordered)[number]
  const width = ({ anchor }: Placed, mono: number) =>
    (anchor.uncertaintyMs + Math.abs(mono - anchor.measuredAt) * drift) * 2 + anchor.earlierMs
  const better = (one: Placed | undefined, other: Placed | undefined, mono: number) => {
    if (!one || !other) return one ?? other
    const more = width(other, mono) - width(one, mono)
    return more > 0 || (more === 0 && one.place < other.place) ? one : other
  }
  const least = (from: readonly Placed[]) => {
    let best: Placed | undefined
    return from.map(placed => {
      best = better(best, placed, placed.anchor.measuredAt)
      return best
    })
  }
  const before = least(ordered)
  const after = least(ordered.toReversed()).toReversed()
  return mono => {
    let [from, to] = [0, ordered.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (ordered[middle]!.anchor.measuredAt <= mono) from = middle + 1
      else to = middle
    }
    return better(before[from - 1], after[from], mono)?.anchor
  }
}
