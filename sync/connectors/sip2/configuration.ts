import { z } from 'zod'
import { type Profile, type ProfileName, profileSchema, profiles } from './profile.ts'

const account = z.strictObject({
  user: z.string().min(1),
  password: z.string(),
  /** CP of the login. */
  location: z.string().optional(),
  /** AO of its messages, where it is not the server's. */
  institution: z.string().optional(),
  /** The stations and the branches whose work is written under it. The first account is for the rest. */
  stations: z.array(z.string()).default([]),
  branches: z.array(z.string()).default([]),
})

const server = z.discriminatedUnion('over', [
  z.strictObject({ over: z.literal('tcp'), host: z.string().min(1), port: z.number().int().min(1).max(65_535) }),
  z.strictObject({
    over: z.literal('tls'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
    serverName: z.string().optional(),
    /** The signing authority's certificate, as PEM. */
    ca: z.string().optional(),
  }),
  z.strictObject({ over: z.literal('http'), url: z.url({ protocol: /^https?$/ }) }),
])

const settings = z.strictObject({
  server,
  login: z.enum(['sip', 'telnet', 'none']).default('sip'),
  /** AO */
  institution: z.string(),
  /** AC */
  terminalPassword: z.string().default(''),
  /** The zone of the server's clock. */
  zone: z.string().default('Europe/Helsinki'),
  accounts: z.array(account).min(1),
  /** The instant (UTC) at which the register's files were taken out of the system: what they say was so then. */
  registerAsOf: z.iso.datetime().optional(),
  /** When all items of the own branches are looked at, by the library's clock. */
  looksAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default('04:00'),
  /** A kind of server by name, or with what a probe found out. */
  profile: z
    .union([
      z.enum(Object.keys(profiles) as [ProfileName, ...ProfileName[]]),
      z
        .strictObject({ like: z.enum(Object.keys(profiles) as [ProfileName, ...ProfileName[]]).default('unknown') })
        .extend(profileSchema.partial().shape),
    ])
    .default('unknown'),
})

/** How one library's SIP2 server is reached and spoken to. */
export type Sip2Settings = Omit<z.infer<typeof settings>, 'profile'> & { readonly profile: Profile }
export type AccountSettings = Sip2Settings['accounts'][number]

/** Reads what stands in a settings file. Throws an `Error` that names each thing that is wrong. */
export function sip2Settings(input: unknown): Sip2Settings {
  const found = settings.safeParse(input)
  if (!found.success) {
    const lines = found.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    throw new Error(`the SIP2 settings cannot be used: ${lines.join('; ')}`)
  }
  const { profile } = found.data
  if (typeof profile === 'string') return { ...found.data, profile: profiles[profile] }
  const { like, ...own } = profile
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return { ...found.data, profile: { ...profiles[like], ...given } }
}

/** The account under which a station's work at a branch is written. */
export function accountFor({ accounts }: Pick<Sip2Settings, 'accounts'>, station?: string, branch?: string): AccountSettings {
  return (
    accounts.find(({ stations }) => station !== undefined && stations.includes(station)) ??
    accounts.find(({ branches }) => branch !== undefined && branches.includes(branch)) ??
    accounts[0]!
  )
}
