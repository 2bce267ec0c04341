import { z } from 'zod'

/** How much of persons a station is told. */
export type Tier =
  /** Nobody is named. */
  | { readonly tier: 'least' }
  /** Regulars and hold-takers of these branches are. */
  | { readonly tier: 'named'; readonly branches: readonly string[] }
  /** Everybody is, by a recorded decision, up to and including this day. */
  | { readonly tier: 'everyone'; readonly until: string; readonly reason: string }

export interface DetailPolicy {
  /** Of stations that are not named below, and of the hub's own token. */
  readonly tier: Tier
  readonly stations: Readonly<Record<string, Tier>>
  /** For how many days a station keeps what it was told without contact; 14 if not said. */
  readonly leaseDays?: number | undefined
  /** Stations that are told under one key, by the name of their group; whoever is in none shares a key with the others who are in none. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined
}

/** Of the stations that no group names. */
export const noGroup = ''

const everyone = /^everyone until (\d{4}-\d{2}-\d{2}) because (\S.*)$/
const expected = 'expected `least`, `{ named: [BRANCH, ...] }` or `everyone until YYYY-MM-DD because REASON`'
const tierSchema = z
  .union(
    [z.literal('least'), z.string().regex(everyone, expected), z.strictObject({ named: z.array(z.string().min(1)).min(1) })],
    {
      error: expected,
    },
  )
  .transform(tierOf)

/** As a configuration file says it: `least`, `{"named": [branches]}` or `everyone until 2027-01-31 because REASON`; nothing said is `least`. */
export const policySchema = z
  .object({
    tier: tierSchema.default({ tier: 'least' }),
    stations: z.record(z.string().min(1), tierSchema).default({}),
    leaseDays: z.int().min(1).max(90).optional(),
    groups: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .refine(groups => Object.keys(groups).every(name => /^[A-Za-z0-9-]{1,40}$/.test(name)), {
        error: 'a group is named by letters, digits and hyphens',
      })
      .refine(groups => inTwo(groups) === undefined, {
        error: issue => `a station is in one group: ${inTwo(issue.input as Record<string, string[]>)} is in two`,
      })
      .optional(),
  })
  .strict()

/** What every library begins with. */
export const leastForAll: DetailPolicy = { tier: { tier: 'least' }, stations: {} }

/** The tier that holds for a station on a day; a decision that has run out leaves the least. `undefined`: the hub's own token. */
export function tierOn({ tier, stations }: DetailPolicy, station: string | undefined, today: string): Tier {
  const decided = (station === undefined ? undefined : stations[station]) ?? tier
  return decided.tier === 'everyone' && decided.until < today ? { tier: 'least' } : decided
}

/** The group of a station; `noGroup` for those that none names, and for the hub's own token. */
export function groupOf({ groups = {} }: Pick<DetailPolicy, 'groups'>, station: string | undefined): string {
  return Object.keys(groups).find(group => station !== undefined && groups[group]!.includes(station)) ?? noGroup
}

function inTwo(groups: Readonly<Record<string, readonly string[]>>): string | undefined {
  const stations = Object.values(groups).flat()
  return stations.find((station, at) => stations.indexOf(station) !== at)
}

function tierOf(said: string | { named: readonly string[] }): Tier {
  if (typeof said === 'object') return { tier: 'named', branches: said.named }
  const [, until, reason] = everyone.exec(said) ?? []
  return until === undefined ? { tier: 'least' } : { tier: 'everyone', until, reason: reason! }
}
