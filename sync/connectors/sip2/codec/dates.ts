import { Temporal } from 'temporal-polyfill'

/** A day as a server wrote it, with the time of day where it gave one. */
export interface ReadDate {
  /** `YYYY-MM-DD` */
  readonly day: string
  /** `HH:MM:SS` */
  readonly time?: string
  /** It is not the library's time. */
  readonly isUtc?: true
}

/** "Not used", and the length of every date in a fixed part. */
export const noDate = ' '.repeat(18)

const shapes: readonly RegExp[] = [
  // 20261206    112904, 20261206   Z120000
  /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)(?<zone>.{4})(?<time>\d{6})$/,
  // 2026-11-29 23:59:59, 2026-12-06, 2026-12-06T10:00:00Z
  /^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)(?:[ T](?<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/,
  // 2026/11/29, 2026/11/29 23:59
  /^(?<y>\d{4})\/(?<m>\d\d)\/(?<d>\d\d)(?: (?<time>\d\d:\d\d(?::\d\d)?))?$/,
  // 20261206
  /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)$/,
  // 20261206 235900
  /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d) {1,3}(?<time>\d{6})$/,
  // 6.12.2026, 06.12.2026 23:59
  /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})(?: (?<time>\d\d:\d\d(?::\d\d)?))?$/,
  // 29/11/2026 and 11/29/2026, where only one of them is a day; 29-11-2026
  /^(?<d>1[3-9]|2\d|3[01])[/-](?<m>\d{1,2})[/-](?<y>\d{4})(?: (?<time>\d\d:\d\d(?::\d\d)?))?$/,
  /^(?<m>\d{1,2})\/(?<d>1[3-9]|2\d|3[01])\/(?<y>\d{4})(?: (?<time>\d\d:\d\d(?::\d\d)?))?$/,
]

/** Reads the shapes that servers write due days in; undefined where there is none (empty, `0`) or it cannot be read. */
export function readDate(text: string): ReadDate | undefined {
  for (const shape of shapes) {
    const { y, m, d, time, zone } = shape.exec(text.trim())?.groups ?? {}
    if (y === undefined || m === undefined || d === undefined) continue
    const day = dayOf(y, m, d)
    const clock = time === undefined ? undefined : clockOf(time)
    if (day === undefined || (time !== undefined && clock === undefined)) return
    return { day, ...(clock !== undefined && { time: clock }), ...(zone?.trim() === 'Z' && { isUtc: true as const }) }
  }
}

/** An instant (UTC) as the library's own clock shows it, without a zone: servers read it by position. */
export function sipDate(instant: string, zone: string): string {
  const { year, month, day, hour, minute, second } = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  return `${digits(year, 4)}${digits(month)}${digits(day)}    ${digits(hour)}${digits(minute)}${digits(second)}`
}

/** The last minute of a day: what a loan that is due on it is due at. */
export function endOfDay(day: string): string {
  return `${day.replaceAll('-', '')}    235900`
}

/** The library's day on which a server's date falls. */
export function libraryDay({ day, time, isUtc }: ReadDate, zone: string): string {
  if (!isUtc || time === undefined) return day
  return Temporal.Instant.from(`${day}T${time}Z`).toZonedDateTimeISO(zone).toPlainDate().toString()
}

function dayOf(year: string, month: string, day: string): string | undefined {
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ).toString()
  } catch {
    return undefined
  }
}

function clockOf(text: string): string | undefined {
  const [hour = '', minute = '', second = '00'] = text.includes(':') ? text.split(':') : (text.match(/../g) ?? [])
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return `${hour}:${minute}:${second}`
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}
