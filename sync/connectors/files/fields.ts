import { Temporal } from 'temporal-polyfill'
import { RowProblem } from './report.ts'

const time = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/** `YYYY-MM-DD`; undefined where the cell is empty. Throws `RowProblem` naming the column. */
export function day(text: string, column: string): string | undefined {
  if (text === '') return undefined
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const read = orNothing(() => Temporal.PlainDate.from(text, { overflow: 'reject' }))
    if (read) return read.toString()
  }
  throw new RowProblem(`${column} is no day: ${text}`)
}

/** An instant in UTC, whole seconds; a time without an offset is the zone's, a bare day its first moment. */
export function instant(text: string, column: string, zone: string): string | undefined {
  if (text === '') return undefined
  const [, date = '', clock = '00:00', offset] = time.exec(text) ?? []
  const read = orNothing(() =>
    offset
      ? Temporal.Instant.from(`${date}T${clock}${offset}`)
      : Temporal.PlainDateTime.from(`${date}T${clock}`, { overflow: 'reject' }).toZonedDateTime(zone).toInstant(),
  )
  if (!read) throw new RowProblem(`${column} is no time: ${text}`)
  return read.toString({ smallestUnit: 'second' })
}

/** The day in the zone on which a time falls; a bare day is itself. */
export function dayOfTime(text: string, column: string, zone: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text, column)
  const at = instant(text, column, zone)
  return at && Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** What a cell says of yes and no; `unsaid` where it is empty. */
export function yesNo(text: string, column: string, unsaid: boolean): boolean {
  if (text === '') return unsaid
  if (/^(1|y|yes|t|true)$/i.test(text)) return true
  if (/^(0|n|no|f|false)$/i.test(text)) return false
  throw new RowProblem(`${column} is neither yes nor no: ${text}`)
}

/** A whole number from 0; undefined where the cell is empty. */
export function count(text: string, column: string): number | undefined {
  if (text === '') return undefined
  if (!/^\d{1,6}$/.test(text)) throw new RowProblem(`${column} is no number: ${text}`)
  return Number(text)
}

/** A sum of money as cents: `12.50` or `12,50`. */
export function cents(text: string, column: string): number {
  const [, whole, part = ''] = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text || '0') ?? []
  if (whole === undefined) throw new RowProblem(`${column} is no sum of money: ${text}`)
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** The offset that a time carries, with the time; undefined where it carries none. */
export function offsetOf(text: string): { readonly at: Temporal.Instant; readonly offset: string } | undefined {
  const [, date, clock, offset] = time.exec(text) ?? []
  if (!clock || !offset || offset === 'Z') return undefined
  const at = orNothing(() => Temporal.Instant.from(`${date}T${clock}${offset}`))
  return at && { at, offset: offset.length === 3 ? `${offset}:00` : offset.replace(/^(...)(\d\d)$/, '$1:$2') }
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
