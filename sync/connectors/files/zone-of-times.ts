import type { Temporal } from 'temporal-polyfill'
import { offsetOf } from './fields.ts'

/** Tried first, since many zones keep the same time: where libraries with this kind of export are likely to be. */
const first = [
  ...['Europe/Helsinki', 'Europe/Stockholm', 'Europe/London', 'Atlantic/Reykjavik'],
  ...['America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Halifax'],
  ...['Australia/Sydney', 'Australia/Brisbane', 'Pacific/Auckland'],
]

/** The zone whose clock had every offset that stands in these times; undefined where they carry none, or no single zone fits. */
export function zoneOfTimes(times: Iterable<string>): string | undefined {
  const told = new Map<string, NonNullable<ReturnType<typeof offsetOf>>>()
  for (const text of times) {
    const read = offsetOf(text)
    // Times in UTC come from the exporting program, not from the library's clock.
    if (read && read.offset !== '+00:00') told.set(`${text.slice(0, 13)} ${read.offset}`, read)
  }
  if (told.size === 0) return undefined
  const fits = (zone: string) => [...told.values()].every(({ at, offset }) => offsetIn(zone, at) === offset)
  return first.find(fits) ?? Intl.supportedValuesOf('timeZone').find(fits)
}

function offsetIn(zone: string, at: Temporal.Instant): string {
  return at.toZonedDateTimeISO(zone).offset
}
