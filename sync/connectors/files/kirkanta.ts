import { z } from 'zod'
import type { Branch, Visit } from '../../../circulation/place.ts'
import { LibraryFilesError, type Remarks } from './report.ts'
import type { StopRow } from './stop-rows.ts'

/*
 * Kirjastohakemisto (Kirkanta), API v4: what `/v4/library?type=mobile&with=schedules,departments` answers, kept as a file. It has no stops of its own: a stop is a
 * department of a mobile library, and its hours stand among the library's.
 */

const id = z.union([z.number(), z.string()]).transform(String)
const hour = z.string().regex(/^\d{2}:\d{2}(:\d{2})?$/)
/** 0: closed, 1: with staff, 2: self-service. */
const times = z.array(z.object({ from: hour, to: hour, status: z.number().default(1) })).nullish()
const schedule = z.object({ date: z.iso.date(), closed: z.boolean().nullish(), department: id.nullish(), times })
const department = z.object({ id, name: z.string().nullish(), type: z.string().nullish() })
const library = z.object({
  id,
  name: z.string().nullish(),
  departments: z.array(department).nullish(),
  schedules: z.array(schedule).nullish(),
})
const answer = z.object({ result: z.union([z.array(library), library.transform(one => [one])]) })

/** Kirkanta's ids -> ours, as `library.json` says them. */
export interface KirkantaNames {
  /** Its library -> our branch; the only bookmobile where it is not said. */
  readonly branches: Readonly<Record<string, string>>
  /** Its department -> our stop; `kirkanta-ID` where it is not said. */
  readonly stops: Readonly<Record<string, string>>
}

/** Stops and their hours. Throws `LibraryFilesError` where the text is no such answer; what fits no branch is remarked and left out. */
export function kirkantaStops(
  text: string,
  names: KirkantaNames,
  branches: ReadonlyMap<string, Branch>,
  remarks: Remarks,
): readonly StopRow[] {
  const read = answer.safeParse(parsed(text))
  if (!read.success)
    throw new LibraryFilesError(
      'library-file',
      `kirkanta.json is no answer of Kirjastohakemisto: ${z.prettifyError(read.error).slice(0, 300)}`,
    )
  const buses = [...branches.values()].filter(({ kind }) => kind === 'bookmobile')
  return read.data.result.flatMap(one => {
    const branch = names.branches[one.id] ?? (buses.length === 1 ? buses[0]!.branch : undefined)
    if (branch === undefined || !branches.has(branch)) {
      remarks.add(
        `library ${one.id} (${one.name ?? ''}) is no branch of ours: kirkanta.branches in library.json says which`,
        'kirkanta.json',
        0,
      )
      return []
    }
    const closed = branches.get(branch)!.closedOn
    return (one.departments ?? []).flatMap(stop => {
      if (stop.type !== 'mobile_stop' && !names.stops[stop.id]) return []
      const rows = (one.schedules ?? []).filter(
        row => row.department === stop.id && row.closed !== true && !closed.includes(row.date),
      )
      const visits = rows.flatMap(row => (row.times ?? []).flatMap(hours => visitOf(row.date, hours)))
      if (visits.length === 0) remarks.add('a stop has no hours', 'kirkanta.json', 0)
      return {
        stop: { stopId: names.stops[stop.id] ?? `kirkanta-${stop.id}`, name: stop.name ?? stop.id, line: '', branch },
        visits,
      }
    })
  })
}

function visitOf(day: string, { from, to, status }: { from: string; to: string; status: number }): Visit[] {
  return status === 0 || from >= to ? [] : [{ day, from: from.slice(0, 5), to: to.slice(0, 5) }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}
