import { Temporal } from 'temporal-polyfill'
import type { Hours } from '../../protocol/brake.ts'

/**
 * The instant at which the hours in which nothing is written end, where one of them stands open now; undefined where writing is allowed. Hours
 * are wall clock in the zone, so a night of 23 or 25 hours ends when its clock says so.
 */
export function closedUntil(notBetween: readonly Hours[], now: string, zone: string): string | undefined {
  const here = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  const ends = notBetween.flatMap(hours => endOf(hours, here) ?? [])
  const [last] = ends.toSorted(Temporal.Instant.compare).toReversed()
  return last?.toString()
}

/** The first instant of the day of an instant, in the zone. */
export function startOfDay(now: string, zone: string): string {
  return Temporal.Instant.from(now).toZonedDateTimeISO(zone).startOfDay().toInstant().toString()
}

/** The day of an instant in the zone, and its clock as `HH:MM`. */
export function localTime(now: string, zone: string): { readonly day: string; readonly clock: string } {
  const here = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  return { day: here.toPlainDate().toString(), clock: here.toPlainTime().toString({ smallestUnit: 'minute' }) }
}

function endOf({ from, to }: Hours, here: Temporal.ZonedDateTime): Temporal.Instant | undefined {
  const overnight = to <= from
  const clock = here.toPlainTime().toString({ smallestUnit: 'minute' })
  const inside = overnight ? clock >= from || clock < to : clock >= from && clock < to
  if (!inside) return
  const day = overnight && clock >= from ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate()
  const end = day.toZonedDateTime({ timeZone: here.timeZoneId, plainTime: to }).toInstant()
  // On the night when clocks go back an hour comes twice: the second one may be past the end already.
  return Temporal.Instant.compare(end, here.toInstant()) > 0 ? end : here.toInstant().add({ minutes: 1 })
}
