import { z } from 'zod'
import { acceptedConfirms, confirmKeys } from './confirms.ts'

/** Read from a file or from the environment before it comes here. */
const secret = (name: 'clientSecret' | 'password') => z.string({ error: `expected ${name}File or ${name}From` }).min(1)

const login = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('oauth'), clientId: z.string().min(1), clientSecret: secret('clientSecret') }),
  z.strictObject({ by: z.literal('basic'), user: z.string().min(1), password: secret('password') }),
])

const branchcode = z.string().min(1).max(10)

/** The branch of a loan that `service.pl` writes is that of the user who logs in: one for each bus. */
const offlineAccount = z.strictObject({ branch: branchcode, user: z.string().min(1), password: secret('password') })

const reportNumber = z.number().int().min(1).max(1_000_000).optional()

const settings = z.strictObject({
  /** The staff interface: `https://staff.example.org`. */
  url: z.url({ protocol: /^https?$/ }),
  login,
  /** Branch code under which is read, and written what belongs to no branch. */
  library: branchcode,
  /** Branches of the own buses and stops: what is there is looked at each night. */
  ownBranches: z.array(branchcode).default([]),
  /** The zone of the library's clock. */
  zone: z.string().default('Europe/Helsinki'),
  /** Requests at once. */
  connections: z.number().int().min(1).max(4).default(2),
  answerMs: z.number().int().min(500).max(300_000).default(30_000),
  /** A write that was not answered may still be carried out so much later. */
  worstLatenessMs: z
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(5 * 60_000),
  /** What Koha wants confirmed and the desk has decided already. */
  confirms: z.array(z.enum(confirmKeys)).default([...acceptedConfirms]),
  /** What the site's values of LOST mean; those that are not named are `lost`. */
  lostStatuses: z.record(z.string().regex(/^\d+$/), z.enum(['lost', 'missing', 'claims-returned'])).default({}),
  /** A loan that Koha makes due earlier than was promised is renewed to the promised day. */
  promisedDayByRenewal: z.boolean().default(false),
  /** Loans through `offline_circ/service.pl`, with the instant of the scan. */
  offlineLoans: z.strictObject({ accounts: z.array(offlineAccount).min(1) }).optional(),
  /** Numbers of reports that the library has written for Koha-Suomi's report services: what REST does not tell. None unless they are named. */
  reports: z
    .strictObject({
      restrictions: reportNumber,
      deletedItems: reportNumber,
      deletedPatrons: reportNumber,
      closedDays: reportNumber,
    })
    .prefault({}),
  /** The instant (UTC) at which the register's files were taken out of Koha. */
  registerAsOf: z.iso.datetime().optional(),
  /** How the register follows what Koha changes. */
  pull: z
    .strictObject({
      everyMinutes: z.number().int().min(1).max(1440).default(10),
      /** What Koha has deleted is found by holding all rows against it, from this hour on by the library's clock. */
      sweepAt: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('21:00'),
      sweepEveryDays: z.number().int().min(1).max(60).default(7),
      /** Of a hundred rows each. */
      searchesPerMinute: z.number().int().min(1).max(1200).default(60),
      /** Loan periods, renewals and numbers of loans are Koha's; otherwise what `library.json` says stands. */
      rules: z.boolean().default(true),
      /** More rows than this in one sweep are not taken out of the register before somebody has looked. */
      goneAtMost: z.number().int().min(1).max(1_000_000).default(500),
    })
    .prefault({}),
  /** When all items of the own branches are looked at, by the library's clock. */
  looksAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default('04:00'),
})

/** How one library's Koha is reached and written to. */
export type KohaSettings = z.infer<typeof settings>

/** Reads what stands in a settings file. Throws an `Error` that names each thing that is wrong, and never says a secret. */
export function kohaSettings(input: unknown): KohaSettings {
  const found = settings.safeParse(input)
  if (found.success) return { ...found.data, url: found.data.url.replace(/\/+$/, '') }
  const lines = found.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  throw new Error(`the Koha settings cannot be used: ${lines.join('; ')}`)
}
