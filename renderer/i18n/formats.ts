import { Temporal, Intl as TemporalIntl } from 'temporal-polyfill'
import type { Language } from './languages.ts'

const locales: Readonly<Record<Language, string>> = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' }

/** How days, times and sums are written in one language. Making a formatter is slow, so each is made once. */
export interface Formats {
  /** `ti 15.12.` from `2026-12-15`. */
  day(day: string): string
  /** `15.12.2026` from `2026-12-15`. */
  wholeDay(day: string): string
  /** `9.47` from an instant, in the branch's zone. */
  time(instant: string, zone: string): string
  /** `ti 15.12. 9.47` from an instant, in a zone. */
  instant(instant: string, zone: string): string
  /** `9.47` of the day that `now` is in, else with its day: `ma 14.12. 9.47`. */
  when(instant: string, zone: string, now: string): string
  /** `9.40–10.25` from two local times. */
  times(from: string, to: string): string
  localTime(time: string): string
  /** `6/2027`. */
  month(day: string): string
  /** `3,20` from cents. */
  sum(cents: number): string
  /** `41,2` from bytes. */
  megabytes(bytes: number): string
}

const made = new Map<Language, Formats>()

/** The formats of a language. */
export function formatsOf(language: Language): Formats {
  const known = made.get(language) ?? make(language)
  made.set(language, known)
  return known
}

function make(language: Language): Formats {
  const locale = locales[language]
  const day = new TemporalIntl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'numeric' })
  const wholeDay = new TemporalIntl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', year: 'numeric' })
  const time = new TemporalIntl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const sum = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const megabytes = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const localTime = (text: string): string => time.format(Temporal.PlainTime.from(text))
  const there = (instant: string, zone: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  const whole = (at: Temporal.ZonedDateTime) => `${day.format(at.toPlainDate())} ${time.format(at.toPlainTime())}`
  return {
    day: text => day.format(Temporal.PlainDate.from(text)),
    wholeDay: text => wholeDay.format(Temporal.PlainDate.from(text)),
    time: (instant, zone) => time.format(there(instant, zone).toPlainTime()),
    instant: (instant, zone) => whole(there(instant, zone)),
    when: (instant, zone, now) => {
      const at = there(instant, zone)
      return at.toPlainDate().equals(there(now, zone).toPlainDate()) ? time.format(at.toPlainTime()) : whole(at)
    },
    times: (from, to) => `${localTime(from)}–${localTime(to)}`,
    localTime,
    month: text => {
      const { month, year } = Temporal.PlainDate.from(text)
      return `${month}/${year}`
    },
    sum: cents => sum.format(cents / 100),
    megabytes: bytes => megabytes.format(Math.ceil(bytes / 1e5) / 10),
  }
}

/** An age in the largest unit that is not nought: 7 200 000 ms -> 2 hours. */
export function ageOf(milliseconds: number): { readonly unit: 'minutes' | 'hours' | 'days'; readonly count: number } {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) }
}
