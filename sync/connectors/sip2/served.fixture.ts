import { Temporal } from 'temporal-polyfill'
import { onTestFinished } from 'vitest'
import { builtinLibrary } from '../builtin/builtin-library.ts'
import { MemoryTables } from '../builtin/memory-tables.fixture.ts'
import { sip2Settings } from './configuration.ts'
import { opener } from './open-link.node.ts'
import { listenForSip } from './server/listen.node.ts'
import { listenForHttp } from './server/listen-http.node.ts'
import { type ServerKindName, serverKinds } from './server/server-kind.ts'
import type { ServerOptions } from './server/server-session.ts'
import { type Sip2Library, sip2Library } from './sip2-library.ts'
import { testAuthority, testCertificate, testServerName } from './tls.fixture.ts'

export type Way = 'tcp' | 'tls' | 'telnet' | 'http'

const fees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }
/** What o'clock it is at the server and at the hub. */
export const servedNow = '2026-11-18T12:00:00Z'

export interface Served {
  readonly way?: Way
  readonly kind?: ServerKindName
  readonly server?: Partial<ServerOptions> & { readonly mostClients?: number; readonly patienceMs?: number }
  /** What the hub takes the server for; its own kind otherwise. */
  readonly profile?: unknown
  readonly settings?: Record<string, unknown>
}

/** Item `X` (title `title-X`) at `MAIN`, Anna and Bea with the cards `card-Anna` and `card-Bea`, and Carl, who owes 5.00. */
export async function smallLibrary() {
  const tables = new MemoryTables()
  const item = (barcode: string) =>
    ({
      kind: 'put-item',
      item: { barcode, titleId: `title-${barcode}`, title: `Sinuhe | ${barcode}`, homeBranch: 'MAIN', circulationStatus: 'ok' },
    }) as const
  const patron = (patronId: string, feesCents = 0) =>
    ({
      kind: 'put-patron',
      patron: { patronId, cards: [`card-${patronId}`], category: 'adult', blocks: [], feesCents },
    }) as const
  await tables.write([item('X'), item('Y'), item('Z'), patron('Anna'), patron('Bea'), patron('Carl', 500)], 'seed')
  return { tables, library: builtinLibrary(tables, fees) }
}

const profileOf: Partial<Record<ServerKindName, string>> = {
  'evergreen-titles': 'evergreen',
  sample: 'unknown',
  plain: 'aurora',
  'no-block-dies': 'unknown',
}

/** A small library behind a SIP2 server of ours, and a connector to it. Both end with the test. */
export async function served({ way = 'tcp', kind = 'koha-25', server = {}, profile, settings = {} }: Served = {}) {
  const { tables, library } = await smallLibrary()
  const dueOn = (_: string | undefined, day: string) => Temporal.PlainDate.from(day).add({ days: 14 }).toString()
  const options = {
    library,
    tables,
    now: () => servedNow,
    zone: 'Europe/Helsinki',
    dueOn,
    checksPatrons: true,
    accounts: [{ user: 'bus', password: 'secret', branch: 'BUS' }],
    institution: 'PIKI',
    kind: serverKinds[kind],
    login: way === 'telnet' ? ('telnet' as const) : ('sip' as const),
    port: 0,
    ...(way === 'tls' && { tls: testCertificate }),
    ...server,
  }
  const running = way === 'http' ? await listenForHttp(options) : await listenForSip(options)
  onTestFinished(() => running.stop())
  const host = '127.0.0.1'
  const { port } = running
  const over = {
    tcp: { over: 'tcp', host, port },
    telnet: { over: 'tcp', host, port },
    tls: { over: 'tls', host, port, serverName: testServerName, ca: testAuthority },
    http: { over: 'http', url: `http://${host}:${port}/api/v1/contrib/kohasuomi/sipmessages` },
  }[way]
  const connect = (changed: Record<string, unknown> = {}): Sip2Library => {
    const found = sip2Settings({
      server: over,
      login: way === 'telnet' ? 'telnet' : 'sip',
      institution: 'PIKI',
      accounts: [{ user: 'bus', password: 'secret' }],
      profile: profile ?? { like: profileOf[kind] ?? kind, answerMs: 2000 },
      ...settings,
      ...changed,
    })
    const connector = sip2Library(found, { known: tables, open: opener(found), now: () => servedNow })
    onTestFinished(() => connector.close())
    return connector
  }
  return { tables, library, running, connect, connector: connect(), address: over }
}
