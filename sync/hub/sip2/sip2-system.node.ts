import type { Kysely } from 'kysely'
import type { UnseenPolicy } from '../../../circulation/replay/happening.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { LibraryTables } from '../../connectors/library-tables.ts'
import type { Sip2Settings } from '../../connectors/sip2/configuration.ts'
import { opener } from '../../connectors/sip2/open-link.node.ts'
import { sip2Library } from '../../connectors/sip2/sip2-library.ts'
import type { LookStore } from '../looks/look-store.ts'
import type { Tables } from '../tables.ts'
import { itemsOf, startLooking } from './keep-looking.ts'
import { keepingRegister } from './keep-register.ts'
import { registerAsFirstLook } from './register-as-look.ts'

export interface Sip2System {
  readonly connector: Connector
  readonly looks: LookStore
  readonly unseen: UnseenPolicy
  /** Begins to look around; the connections end with it. Gives the function that ends both. */
  start(cardOf: (patronId: string) => Promise<string | undefined>): () => Promise<void>
}

export interface Sip2Hub {
  readonly settings: Sip2Settings
  readonly tables: LibraryTables
  readonly database: Kysely<Tables>
  readonly looks: LookStore
  now(): string
  readonly trouble: (what: string, error?: unknown) => void
}

/** Nobody brings an item back within half an hour. */
const unseenAfterMs = 30 * 60_000

/** A library system that speaks SIP2, as the hub replays into it: its register learns what is seen, and the looks begin with the register's files. */
export function sip2System({ settings, tables, database, looks, now, trouble }: Sip2Hub): Sip2System {
  const line = sip2Library(settings, { known: tables, open: opener(settings), now })
  const { registerAsOf, accounts, zone, looksAt } = settings
  const tellsPlace = settings.profile.place
  const first = registerAsOf === undefined ? undefined : registerAsFirstLook(looks, tables, { asOf: registerAsOf, tellsPlace })
  const remembered = first?.looks ?? looks
  const connector = keepingRegister(line, { tables, now, trouble, ...(first && { beforeLearning: first.keep }) })
  const ownBranches = accounts.flatMap(({ branches }) => branches)
  return {
    connector,
    looks: remembered,
    unseen: { ownBranches, afterMs: unseenAfterMs },
    start(cardOf) {
      const stop = startLooking({
        ports: { connector, looks: remembered, cardOf, now },
        barcodes: () => itemsOf(database, ownBranches),
        zone,
        at: looksAt,
        onError: error => trouble('the library system could not be looked at and will be again', error),
      })
      return async () => {
        await stop()
        line.close()
      }
    },
  }
}
