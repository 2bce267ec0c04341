import { read, readAll } from './answers.ts'
import type { KohaSettings } from './configuration.ts'
import { featuresIn, reportsPath } from './features.ts'
import { KohaError } from './koha-error.ts'
import { readReport, reportKeys } from './reports.ts'
import { KohaRest } from './rest.ts'

export interface Probed {
  /** What was found, a line each. */
  readonly found: readonly string[]
  /** What must be put right before a hub can work on this Koha; empty where nothing. */
  readonly wrong: readonly string[]
}

const plugins = {
  '/contrib/kohasuomi/sipmessages':
    'SIP over HTTP (SIPoHTTP): the settings of SIP2 may go over it ("over": "http"), for returns too',
  [reportsPath]: 'report services: the option "reports" may name reports to be read',
  '/contrib/offlinecirc/transactions': "ByWater's offline circulation: not used by the hub",
} as const

/** Looks at a Koha with the hub's own account, and reads one row of everything that a hub reads. Nothing is written. */
export async function probeKoha(settings: KohaSettings, ports: { now(): string }): Promise<Probed> {
  const rest = new KohaRest(settings, ports)
  const [found, wrong]: [string[], string[]] = [[], []]
  const definition = await rest.definition()
  const features = featuresIn(definition)
  const has = (path: string, yes: string, no: string) => found.push(features.offers(path) ? yes : no)
  if (features.offers('/checkouts/availability')) found.push('loans: Koha says beforehand what it says to them')
  else wrong.push('this Koha is too old: it does not say what it says to a loan (about 23.11), and is lent nothing')
  found.push(`renewals: ${features.renewalTakesDueDate ? 'to the promised day' : "to Koha's own day"} (/${features.renewal})`)
  has('/circulation_rules', 'circulation rules: told', 'circulation rules: not told; write them into library.json')
  has('/biblios', 'titles: changes are pulled', 'titles: a change comes with the next change of an item, or in the sweep')
  if (!features.embeds('/patrons', 'account_balance')) found.push('fees: not told with patrons')
  if (features.checkins) found.push('returns: this Koha offers them by REST; the hub takes back by SIP2')
  for (const [path, what] of Object.entries(plugins)) if (features.offers(path)) found.push(`plugin: ${what}`)

  const branches = new Set<string>()
  const reads: readonly (readonly [string, () => Promise<void>])[] = [
    [
      'branches',
      async () => {
        for await (const page of rest.pagesByNumber('/libraries'))
          for (const { library_id } of readAll('library', page)) branches.add(library_id)
        const missing = [...new Set([settings.library, ...settings.ownBranches])].filter(one => !branches.has(one))
        if (missing.length > 0) wrong.push(`Koha has no branch ${missing.join(', ')}`)
      },
    ],
    ['items', async () => void readAll('item', await one(rest, '/items'))],
    [
      'patrons',
      async () => {
        const patrons = readAll('patron', await one(rest, '/patrons'))
        const [patron] = patrons
        if (patron && patron.cardnumber == null)
          wrong.push("Koha hides patrons from the hub's user: it needs view_borrower_infos_from_any_libraries")
        if (patron) read('account', await rest.get(`/patrons/${patron.patron_id}/account`))
      },
    ],
    ['loans', async () => void readAll('checkout', await one(rest, '/checkouts'))],
    ['holds', async () => void readAll('hold', await one(rest, '/holds'))],
    ...reportKeys.flatMap(key => {
      const number = settings.reports[key]
      const run = async () => void (await readReport(key, number!, { rest, features: async () => features }))
      return number === undefined ? [] : [[`report of ${key}`, run] as const]
    }),
  ]
  for (const [what, look] of reads)
    try {
      await look()
      found.push(`${what}: can be read${what === 'branches' ? ` (${branches.size})` : ''}`)
    } catch (error) {
      if (!(error instanceof KohaError)) throw error
      wrong.push(`${what}: ${error.message}`)
    }
  return { found, wrong }
}

function one(rest: KohaRest, path: string): Promise<unknown> {
  return rest.get(path, { query: { _per_page: '1' } })
}
