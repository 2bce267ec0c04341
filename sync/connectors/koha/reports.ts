import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Features, reportsPath } from './features.ts'
import { KohaError } from './koha-error.ts'
import type { KohaRest } from './rest.ts'

const text = z.union([z.string().min(1), z.number()], { error: 'expected a text' }).transform(String)
const isDay = (day: string) => /^\d{4}-\d\d-\d\d$/.test(day) && Temporal.PlainDate.from(day).toString() === day
const day = z.string({ error: 'expected a day' }).refine(value => attempt(() => isDay(value)), 'expected a day, YYYY-MM-DD')

/** The columns of each report, all of them: nothing else of Koha's tables is taken. */
export const reportColumns = {
  restrictions: z.strictObject({ cardnumber: text, ends_on: day }),
  deletedItems: z.strictObject({ barcode: text }),
  deletedPatrons: z.strictObject({ cardnumber: text }),
  closedDays: z.strictObject({ branchcode: text, closed_on: day }),
} as const

export type ReportKey = keyof typeof reportColumns
export type ReportRow<Key extends ReportKey> = z.infer<(typeof reportColumns)[Key]>
export const reportKeys = Object.keys(reportColumns) as readonly ReportKey[]

const mostRows = 100_000

/** Runs a report of the library's own by Koha-Suomi's plugin. Rejects with a `KohaError` that names the key of the settings, and the column. */
export async function readReport<Key extends ReportKey>(
  key: Key,
  number: number,
  { rest, features }: { readonly rest: KohaRest; features(): Promise<Features> },
): Promise<readonly ReportRow<Key>[]> {
  const wrong = (what: string, cause?: unknown) =>
    new KohaError('refused', `reports.${key} (report ${number}): ${what}`, { cause })
  if (!(await features()).offers(reportsPath)) throw wrong("this Koha has not Koha-Suomi's report services plugin")
  const body = await rest.get(reportsPath, { query: { report_id: String(number) } }).catch(error => {
    if (!(error instanceof KohaError)) throw error
    throw wrong(error.status === 403 ? notAllowed(error.message) : error.message, error)
  })
  if (body === undefined) throw wrong('Koha has no report of this number (404)')
  if (typeof body === 'string') throw wrong('the answer is a page or a text, not rows: is the url that of the staff interface?')
  if (!Array.isArray(body)) throw wrong('the answer is not a list of rows')
  if (body.length > mostRows) throw wrong(`it has more than ${mostRows} rows: is it the right report?`)
  return body.map((row, index) => {
    const found = reportColumns[key].safeParse(row)
    if (found.success) return found.data as ReportRow<Key>
    throw wrong(`row ${index + 1}: ${complaint(found.error.issues[0]!, row)}`)
  })
}

function notAllowed(said: string): string {
  return `the hub's user may not run it (plugins:report, and the list of allowed reports in the plugin's configuration): ${said}`
}

/** Never what stands in the column: it may be about a person. */
function complaint(issue: z.core.$ZodIssue, row: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return `column ${issue.keys.join(', ')} is not one of this report: take it out of the SQL`
  const [column] = issue.path
  if (column === undefined) return 'it is no row'
  const isMissing = !Object.hasOwn(row as object, column)
  return isMissing ? `column ${String(column)} is missing` : `column ${String(column)}: ${issue.message}`
}

function attempt(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
