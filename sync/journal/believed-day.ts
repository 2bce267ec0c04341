import { Temporal } from 'temporal-polyfill'

/** Whoever works is not away for longer between two days of work; a clock that was set may be. */
const longestGapDays = 14
/** A date that came with a leap is believed on the third day that was worked under it. */
const believedOnDay = 3

/**
 * The day by which is forgotten what is old. A clock that was set a year ahead must not make everything old at once: behind a leap that is longer than two
 * weeks a date counts from the third day on that is in `seen` or today; until then it is the last day before the leap. `seen`: days on which
 * something was written down here, `YYYY-MM-DD`; later ones than today do not count.
 */
export function believedDay(seen: Iterable<string>, today: string): string {
  const days = [...new Set([...seen, today])].filter(day => day <= today).sort()
  return believedOf(days)
}

function believedOf(days: readonly string[]): string {
  const last = days.at(-1)!
  const leap = days.findLastIndex((day, index) => index > 0 && daysFrom(days[index - 1]!, day) > longestGapDays)
  if (leap < 0 || days.length - leap >= believedOnDay) return last
  return believedOf(days.slice(0, leap))
}

function daysFrom(day: string, other: string): number {
  return Temporal.PlainDate.from(day).until(other, { largestUnit: 'days' }).days
}
