import { Temporal } from 'temporal-polyfill'
import { rulesFor } from '../../../circulation/rules-for.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { LibraryTables } from '../../connectors/library-tables.ts'
import type { Borrowing } from '../../connectors/sip2/server/desk.ts'
import { listenForSip, type SipServer } from '../../connectors/sip2/server/listen.node.ts'
import { listenForHttp } from '../../connectors/sip2/server/listen-http.node.ts'
import type { ServerKind } from '../../connectors/sip2/server/server-kind.ts'
import type { Account, ServerOptions } from '../../connectors/sip2/server/server-session.ts'
import type { LibrarySettings } from '../../register/register.ts'

/** Where the hub speaks SIP2 to self-check machines and to other hubs, and as whom. */
export interface Sip2Listening {
  readonly over: 'tcp' | 'tls' | 'http'
  readonly host: string
  readonly port: number
  readonly accounts: readonly Account[]
  readonly kind: ServerKind
  readonly login?: 'sip' | 'telnet'
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly faults?: ServerOptions['faults']
}

export interface ServedHub {
  readonly library: Connector
  readonly tables: LibraryTables
  readonly settings: LibrarySettings
  now(): string
  readonly trouble: (what: string, error?: unknown) => void
}

const mostDays = 28

/** Serves the hub's own library by SIP2. Rejects with the system's error where the port is taken. */
export function serveSip2(listening: Sip2Listening, { library, tables, settings, now, trouble }: ServedHub): Promise<SipServer> {
  const { over, host, port, accounts, kind, login, tls, faults } = listening
  const { zone } = settings.rules
  const options = {
    library,
    tables,
    now,
    zone,
    checksPatrons: true,
    institution: settings.library,
    accounts,
    kind,
    host,
    port,
    dueOn(itemType: string | undefined, day: string, { category, branch }: Borrowing) {
      const kind = settings.branches.find(one => one.branch === branch)?.kind
      const rule = rulesFor(settings.rules, day).loanRules.find(
        one =>
          (one.itemType === undefined || one.itemType === itemType) &&
          (one.category === undefined || one.category === category) &&
          (one.branchKind === undefined || one.branchKind === kind),
      )
      return Temporal.PlainDate.from(day)
        .add({ days: rule?.days ?? mostDays })
        .toString()
    },
    onTrouble: (error: unknown) => trouble('the SIP2 server could not answer a message', error),
    ...(login && { login }),
    ...(faults && { faults }),
  }
  return over === 'http' ? listenForHttp(options) : listenForSip({ ...options, ...(tls && { tls }) })
}
