import { Temporal } from 'temporal-polyfill'
import { expect, onTestFinished } from 'vitest'
import { sip2Settings } from '../../sip2/configuration.ts'
import { opener } from '../../sip2/open-link.node.ts'
import { servedNow, smallLibrary } from '../../sip2/served.fixture.ts'
import { listenForSip } from '../../sip2/server/listen.node.ts'
import { listenForHttp } from '../../sip2/server/listen-http.node.ts'
import { serverKinds } from '../../sip2/server/server-kind.ts'
import { sip2Library } from '../../sip2/sip2-library.ts'
import { kohaSettings } from '../configuration.ts'
import { type KohaLibrary, kohaLibrary } from '../koha-library.ts'
import { type ContractOptions, ContractServer } from './contract-server.ts'
import { listenForRest } from './listen.node.ts'
import { outsideTable } from './request-table.node.ts'

const zone = 'Europe/Helsinki'

/** A small library behind REST and SIP2, as a Koha has it, and a connector to it. The test fails where anything was asked that Koha does not know. */
export async function servedKoha(
  options: Partial<ContractOptions> & {
    readonly settings?: Record<string, unknown>
    readonly misused?: true
    readonly returnsOver?: 'tcp' | 'http'
  } = {},
) {
  const { tables, library } = await smallLibrary()
  const now = options.now ?? (() => servedNow)
  const { settings = {}, misused, returnsOver = 'tcp', ...changed } = options
  const contract = new ContractServer({
    tables,
    library,
    zone,
    now,
    client: { id: 'bus-client', secret: 'bus-secret' },
    user: { name: 'bus', password: 'koha-secret' },
    branches: ['BUS', 'MAIN'],
    ...changed,
  })
  const rest = await listenForRest(contract)
  onTestFinished(async () => {
    await rest.stop()
    if (misused) return
    expect(contract.violations).toEqual([])
    expect(outsideTable(contract.heard)).toEqual([])
  })
  const dueOn = (_: string | undefined, day: string) => Temporal.PlainDate.from(day).add({ days: 28 }).toString()
  const account = { user: 'bus', password: 'secret', branch: contract.branches[0] ?? 'BUS' }
  const sip = await (returnsOver === 'tcp' ? listenForSip : listenForHttp)({
    library,
    tables,
    now,
    zone,
    dueOn,
    checksPatrons: true,
    accounts: [account],
    institution: 'PIKI',
    kind: serverKinds['koha-25'],
    login: 'sip',
    port: 0,
  })
  onTestFinished(() => sip.stop())
  const sipUrl = `http://127.0.0.1:${sip.port}/api/v1/contrib/kohasuomi/sipmessages`
  const connect = (more: Record<string, unknown> = {}): KohaLibrary => {
    const over = sip2Settings({
      server: returnsOver === 'tcp' ? { over: 'tcp', host: '127.0.0.1', port: sip.port } : { over: 'http', url: sipUrl },
      institution: 'PIKI',
      accounts: [{ user: 'bus', password: 'secret' }],
      profile: { like: 'koha-25', answerMs: 2000 },
    })
    const returns = sip2Library(over, { known: tables, open: opener(over), now })
    onTestFinished(() => returns.close())
    const login = { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' }
    const given = kohaSettings({ url: rest.url, login, library: 'BUS', zone, answerMs: 5000, ...settings, ...more })
    return kohaLibrary(given, { known: tables, returns, now })
  }
  return { tables, library, contract, url: rest.url, sipPort: sip.port, connect, connector: connect() }
}
