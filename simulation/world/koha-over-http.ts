import { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import type { Connector } from '../../sync/connectors/connector.ts'
import { kohaSettings } from '../../sync/connectors/koha/configuration.ts'
import { kohaLibrary } from '../../sync/connectors/koha/koha-library.ts'
import type { Send } from '../../sync/connectors/koha/over-network.ts'
import { ContractServer, type Fault } from '../../sync/connectors/koha/testing/contract-server.ts'
import { inProcess } from '../../sync/connectors/koha/testing/in-process.ts'
import { listenForRest } from '../../sync/connectors/koha/testing/listen.node.ts'
import type { Release } from '../../sync/connectors/koha/testing/operations.ts'
import { outsideTable } from '../../sync/connectors/koha/testing/request-table.node.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'
import { serverKinds } from '../../sync/connectors/sip2/server/server-kind.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { branches, zone } from './first-morning.ts'
import type { ServedLibrary } from './served-library.ts'
import { dueOn, sip2OverWire } from './sip2-over-wire.ts'

export interface KohaWorld {
  now(): string
  /** The same, for what arrives at the server: never twice in one instant. */
  arriving(): string
  readonly seed: number
  /** With the options for true instants and promised days turned on. */
  readonly isDated: boolean
}

const releases: readonly Release[] = ['newest', 'older', 'narrow']
/** One request in so many meets with something, before or after it is carried out. */
const oneIn = 80
const faults: readonly Fault[] = [
  'hang-up',
  { status: 500, body: 'Internal Server Error' },
  { status: 502, body: '<html>Bad Gateway</html>' },
  { status: 503, body: { error: 'Service Unavailable' } },
]
/** These are said instead of doing anything. */
const refusals: readonly Fault[] = [
  { status: 503, body: { error: 'System is under maintenance.' } },
  { status: 429, body: 'Too Many Requests' },
]
interface Served {
  readonly url: string
  readonly send?: Send
  stop(): Promise<void>
}

const user = { name: 'bus', password: 'koha-secret' }

/** The same library as a Koha: the connector's own requests over HTTP, returns over SIP2, and a server that fails now and then. */
export async function kohaOverHttp(
  tables: LibraryTables,
  library: Connector,
  { now, arriving, seed, isDated }: KohaWorld,
): Promise<ServedLibrary> {
  if (!(tables instanceof MemoryTables)) throw new Error('a Koha is simulated on stores in memory alone')
  const luck = chance(seed)
  const contract: ContractServer = new ContractServer({
    tables,
    library,
    zone,
    now: arriving,
    // Only the newest takes the day of a renewal, which the option is for.
    release: isDated ? 'newest' : releases[seed % releases.length]!,
    client: { id: 'bus-client', secret: 'bus-secret' },
    user,
    branches,
    dueOn,
    fault(_, when) {
      if (luck.next() * oneIn >= 1) return
      if (luck.next() < 0.2) contract.expireTokens()
      return luck.of(when === 'before' ? [...faults, ...refusals] : faults)
    },
  })
  // A socket costs more than all the rest of a day: one world in ten has one.
  const rest: Served = seed % 10 === 0 ? await listenForRest(contract) : inProcess(contract)
  const spoken = { kind: serverKinds['koha-25'], profile: { like: 'koha-25' }, answerMs: 2000, renewalsStand: true } as const
  const returns = sip2OverWire(tables, library, arriving, spoken)
  const accounts = branches.map(branch => ({ branch, user: user.name, password: user.password }))
  const settings = kohaSettings({
    url: rest.url,
    login: { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' },
    library: 'MAIN',
    zone,
    connections: 4,
    ...(isDated && { promisedDayByRenewal: true, offlineLoans: { accounts } }),
  })
  return {
    library,
    system: kohaLibrary(settings, { known: tables, returns, now, ...(rest.send && { send: rest.send }) }),
    async end() {
      returns.close()
      await rest.stop()
      const wrong = [...contract.violations, ...outsideTable(contract.heard)]
      if (wrong.length > 0) throw new Error(`asked otherwise than Koha knows: ${wrong.join('; ')}`)
    },
  }
}
