import { z } from 'zod'
import { policySchema } from '../detail/policy.ts'

const path = z.string().min(1)
const port = z.int().min(0).max(65_535)

/** A secret stands in a file of its own or in a variable of the environment, never here. */
const secretIn = <Name extends string>(name: Name) =>
  ({ [`${name}File`]: path.optional(), [`${name}From`]: z.string().min(1).optional() }) as Record<
    `${Name}File` | `${Name}From`,
    z.ZodOptional<z.ZodString>
  >

const listen = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(8650),
  /** With both it speaks HTTPS itself; without, a proxy does or nobody. */
  certFile: path.optional(),
  keyFile: path.optional(),
})

const library = z.union([z.strictObject({ files: path }), z.strictObject({ demo: z.literal(true) })], {
  error: 'expected { files: FOLDER } or { demo: true }',
})
const system = z.union([z.strictObject({ koha: path }), z.strictObject({ sip2: path })], {
  error: 'expected { koha: FILE } or { sip2: FILE }',
})

/** What stands in a hub's configuration file. Paths begin at its folder. */
export const hubConfiguration = z.strictObject({
  /** Folder of the hub's own data. */
  data: path,
  /** Where the register comes from; a hub on board has it from the hub at home. */
  library: library.optional(),
  /** A hub on board: the hub at home, with the token that it gave to this bus. */
  libraryHub: z.strictObject({ url: z.url({ protocol: /^https?$/ }), ...secretIn('token') }).optional(),
  /** Into what is replayed; its own builtin library system where nothing is named. */
  system: system.optional(),
  /** Where files of that system are laid for the register; `whole`: tables whose files lack nothing. */
  drop: z.strictObject({ folder: path, whole: z.array(z.enum(['items', 'patrons', 'loans', 'holds'])).default([]) }).optional(),
  listen: listen.prefault({}),
  /** Names (`hub.example.org`, with the port unless it is HTTPS' own) under which a proxy or the stations know it. */
  knownAs: z.array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, 'expected NAME or NAME:PORT in small letters')).default([]),
  /** Pages elsewhere that may ask from a browser. */
  origins: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** The hub's own token, of 32 characters at least; without either it makes one and keeps it in its folder. */
  ...secretIn('token'),
  /** A PostgreSQL server's database instead of the embedded one. */
  database: z.strictObject(secretIn('url')).optional(),
  /** Folder of the desk's page. */
  page: path.optional(),
  /** How much of persons stations are told: the least, where nothing is said. */
  register: policySchema.optional(),
  /** For how many days from its arrival it is known who a transaction was about. Not fewer than stations keep theirs. */
  retention: z.strictObject({ personsDays: z.int().min(30).max(3650).default(60) }).prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  /** Who may read `/metrics` beside the hub's own token. */
  metrics: z.strictObject(secretIn('token')).optional(),
})

export type HubConfiguration = z.infer<typeof hubConfiguration>
