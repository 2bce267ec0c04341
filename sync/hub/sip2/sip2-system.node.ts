import type { UnseenPolicy } from '../../../circulation/replay/happening.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { LibraryTables } from '../../connectors/library-tables.ts'
import type { Sip2Settings } from '../../connectors/sip2/configuration.ts'
import { opener } from '../../connectors/sip2/open-link.node.ts'
import { sip2Library } from '../../connectors/sip2/sip2-library.ts'
import { keepingRegister } from '../library-system/keep-register.ts'
import { lookUpNow } from '../library-system/look-up.ts'
import { registerAsFirstLook } from '../library-system/register-as-look.ts'
import type { LookStore } from '../looks/look-store.ts'
import { leftOnItsWay } from './left-on-its-way.ts'
import { sayingWhy } from './saying-why.ts'

export interface Sip2System {
  readonly connector: Connector
  readonly looks: LookStore
  readonly unseen: UnseenPolicy
  /** Asks about a number now. Rejects with a `ConnectorError`. */
  lookUp(number: string): Promise<boolean>
  /** `HH:MM` from which it is looked around each day. */
  readonly looksAt: string
  /** Ends the connections. */
  close(): void
}

export interface Sip2Hub {
  readonly settings: Sip2Settings
  readonly tables: LibraryTables
  readonly looks: LookStore
  now(): string
  /** Of which instant the register is by files that were laid into a drop folder since. */
  droppedAsOf?(): string | undefined
  readonly trouble: (what: string, error?: unknown) => void
}

/** Nobody brings an item back within half an hour. */
const unseenAfterMs = 30 * 60_000

/** A library system that speaks SIP2, as the hub replays into it: its register learns what is seen, and the looks begin with the register's files. */
export function sip2System({ settings, tables, looks, now, droppedAsOf, trouble }: Sip2Hub): Sip2System {
  const wasOnItsWay = (barcode: string) => leftOnItsWay(barcode, looks)
  const line = sip2Library(settings, { known: tables, open: opener(settings), wasOnItsWay, now })
  const { registerAsOf, accounts, looksAt } = settings
  const tellsPlace = settings.profile.place
  const first =
    registerAsOf === undefined
      ? undefined
      : registerAsFirstLook(looks, tables, { asOf: () => droppedAsOf?.() ?? registerAsOf, tellsPlace })
  const remembered = first?.looks ?? looks
  const kept = keepingRegister(line, { tables, now, trouble, ...(first && { beforeLearning: first.keep }) })
  const connector = sayingWhy(kept, trouble)
  const ownBranches = accounts.flatMap(({ branches }) => branches)
  return {
    connector,
    looks: remembered,
    lookUp: number => lookUpNow(number, connector, tables),
    unseen: { ownBranches, afterMs: unseenAfterMs },
    looksAt,
    close: () => line.close(),
  }
}
