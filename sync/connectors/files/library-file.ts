import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { LibraryFilesError } from './report.ts'

const text = z.string().trim().min(1)
const day = z.string().refine(isDay, 'is no day (YYYY-MM-DD)')
const zone = z.string().refine(isZone, 'is no time zone (Europe/Helsinki, America/New_York, ...)')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time (HH:MM)')
const whole = z.int().min(0)
const branchKind = z.enum(['library', 'bookmobile'])
const itemStatus = z.enum(['ok', 'lost', 'missing', 'claims-returned', 'withdrawn', 'not-for-loan'])

const loanRule = z.strictObject({
  itemType: text.optional(),
  category: text.optional(),
  branchKind: branchKind.optional(),
  days: z.int().min(1).max(3650),
  renewals: whole,
  maxOfType: whole.optional(),
})

const ruleSet = z.strictObject({
  validFrom: day,
  loanRules: z.array(loanRule).min(1),
  feeBlockCents: whole,
  feesBlockRenewals: z.boolean().default(false),
  maxLoans: whole.optional(),
  groupCategories: z.array(text).default([]),
  notForGroups: z.array(text).default([]),
  stretchToVisitDays: whole.default(14),
  dueNeverAfterCardExpiry: z.boolean().default(true),
})

const branch = z.strictObject({
  name: text.optional(),
  kind: branchKind.optional(),
  zone: zone.optional(),
  closedOn: z.array(day).optional(),
  closedWeekdays: z.array(z.int().min(1).max(7)).optional(),
  floating: z.boolean().optional(),
})

const stop = z.strictObject({
  stopId: text,
  name: text,
  line: z.string().default(''),
  branch: text,
  visits: z.array(z.strictObject({ day, from: time, to: time, cancelled: z.boolean().optional() })).default([]),
})

const staffMember = z.strictObject({
  staffId: text,
  name: text,
  badge: text.optional(),
  pin: z
    .string()
    .regex(/^\d{4,12}$/, 'has not 4 to 12 digits')
    .optional(),
  pinHash: z
    .string()
    .regex(/^[0-9a-f]{32,}:[0-9a-f]{64}$/, 'is no salt:hash in hex')
    .optional(),
  role: z.enum(['staff', 'lead']).default('staff'),
})

const columns = z.record(text, text)

const libraryFile = z.strictObject({
  name: text.optional(),
  zone: zone.optional(),
  environment: z.enum(['production', 'test', 'demo']).optional(),
  /** The name of a profile that comes with the program, or sets of the library's own. */
  rules: z.union([z.enum(['piki', 'demo']), z.array(ruleSet).min(1)]).optional(),
  overdueFees: z.strictObject({ centsPerDay: whole, mostCents: whole }).optional(),
  /** The files' word -> ours. */
  categories: z.record(text, text).default({}),
  itemTypes: z.record(text, text).default({}),
  statuses: z.record(text, itemStatus).default({}),
  branches: z.record(text, branch).default({}),
  stops: z.array(stop).default([]),
  staff: z.array(staffMember).default([]),
  /** Kirjastohakemisto's ids -> our branches and stops. */
  kirkanta: z
    .strictObject({ branches: z.record(text, text).default({}), stops: z.record(text, text).default({}) })
    .default({ branches: {}, stops: {} }),
  /** Table -> our name of a column -> the file's. */
  mapping: z
    .strictObject({
      items: columns.optional(),
      patrons: columns.optional(),
      loans: columns.optional(),
      holds: columns.optional(),
      branches: columns.optional(),
      stops: columns.optional(),
    })
    .default({}),
})

/** What `library.json` says of a library beside its rows. */
export type LibraryFile = z.infer<typeof libraryFile>

export type StaffInFile = LibraryFile['staff'][number]

/** Reads `library.json`; without it (undefined) everything is left to be assumed. Throws `LibraryFilesError` naming every key that is wrong. */
export function readLibraryFile(json: string | undefined): LibraryFile {
  const read = libraryFile.safeParse(json === undefined ? {} : parsed(json))
  if (read.success) return read.data
  throw wrongKeys(read.error.issues.flatMap(issue => lines(issue)))
}

/** The error for keys that are wrong, one line each: `stops.0.branch: ...`. */
export function wrongKeys(lines: readonly string[]): LibraryFilesError {
  return new LibraryFilesError('library-file', `library.json cannot be used:\n${lines.map(line => `  ${line}`).join('\n')}`)
}

function lines(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => `${[...issue.path, key].join('.')}: is not a key of this file`)
  // Of a union the branch that came furthest says what is wrong.
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
    return deepest.flatMap(inner => lines({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue))
  }
  return [`${issue.path.join('.') || '(the whole file)'}: ${issue.message}`]
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new LibraryFilesError('library-file', `library.json is not JSON: ${(error as Error).message}`)
  }
}

function isDay(value: string): boolean {
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value
  } catch {
    return false
  }
}

function isZone(value: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value)
    return value.includes('/') || value === 'UTC'
  } catch {
    return false
  }
}
