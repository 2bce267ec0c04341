import { Temporal } from 'temporal-polyfill'
import type { Branch, Stop, Visit } from '../../../circulation/place.ts'
import type { CsvRow } from './csv-rows.ts'
import { count, day, yesNo } from './fields.ts'
import { RowProblem } from './report.ts'

/** A stop as one row of `stops.csv` tells of it: where it is, and on which days the bus is there. */
export interface StopRow {
  readonly stop: Omit<Stop, 'visits'>
  readonly visits: readonly Visit[]
}

/** No timetable is longer. */
const mostVisits = 1000
const time = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/

/**
 * One row: a visit on `day`, or with `every_weeks` and `until` all those from `day` on; days on which the branch is closed have none. With `cancelled` these visits
 * do not take place. A row without a day tells of the stop alone. Throws `RowProblem`.
 */
export function stopOf(row: CsvRow, branches: ReadonlyMap<string, Branch>): StopRow {
  const stopId = row.cell('stop_id')
  if (!stopId) throw new RowProblem('stop_id is empty')
  const branch = branches.get(row.cell('branch'))
  if (!branch) throw new RowProblem(`branch ${row.cell('branch')} is not in branches.csv`)
  const stop = { stopId, name: row.cell('name') || stopId, line: row.cell('line'), branch: branch.branch }
  const cancelled = yesNo(row.cell('cancelled'), 'cancelled', false)
  const first = day(row.cell('day'), 'day')
  if (!first) return { stop, visits: [] }
  const [from, to] = [timeOf(row, 'from'), timeOf(row, 'to')]
  if (from >= to) throw new RowProblem(`the bus leaves at ${to} before it comes at ${from}`)
  const days = daysOf(row, first).filter(one => !branch.closedOn.includes(one))
  return { stop, visits: days.map(one => ({ day: one, from, to, ...(cancelled && { cancelled }) })) }
}

function daysOf(row: CsvRow, first: string): readonly string[] {
  const weeks = count(row.cell('every_weeks'), 'every_weeks')
  const until = day(row.cell('until'), 'until')
  if (!weeks && !until) return [first]
  if (!weeks || !until) throw new RowProblem('every_weeks and until: both or neither')
  const days: string[] = []
  for (let one = Temporal.PlainDate.from(first); one.toString() <= until; one = one.add({ weeks })) {
    if (days.length === mostVisits) throw new RowProblem(`until ${until} is more than ${mostVisits} visits away`)
    days.push(one.toString())
  }
  return days
}

function timeOf(row: CsvRow, column: string): string {
  const [, hour, minute] = time.exec(row.cell(column)) ?? []
  if (!hour) throw new RowProblem(`${column} is no time (HH:MM): ${row.cell(column)}`)
  return `${hour.padStart(2, '0')}:${minute}`
}

/** The rows as stops, in the order in which they first appear, each with its visits in time; of one day and hour the last row counts. */
export function stopsOfRows(rows: readonly StopRow[]): readonly Stop[] {
  const stops = new Map<string, { stop: StopRow['stop']; readonly visits: Map<string, Visit> }>()
  for (const { stop, visits } of rows) {
    const known = stops.get(stop.stopId) ?? { stop, visits: new Map() }
    stops.set(stop.stopId, known)
    for (const visit of visits) known.visits.set(`${visit.day} ${visit.from}`, visit)
  }
  return [...stops.values()].map(({ stop, visits }) => ({
    ...stop,
    visits: [...visits].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, visit]) => visit),
  }))
}
