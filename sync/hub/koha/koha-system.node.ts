import { setTimeout } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { KohaSettings } from '../../connectors/koha/configuration.ts'
import { kohaLibrary } from '../../connectors/koha/koha-library.ts'
import { registerSource } from '../../connectors/koha/register-source.ts'
import type { Sip2Settings } from '../../connectors/sip2/configuration.ts'
import { opener } from '../../connectors/sip2/open-link.node.ts'
import { sip2Library } from '../../connectors/sip2/sip2-library.ts'
import type { BrakeSettings } from '../../protocol/brake.ts'
import type { Followed } from '../../protocol/health.ts'
import type { Claims } from '../claims.ts'
import { keepingRegister } from '../library-system/keep-register.ts'
import { lookUpNow } from '../library-system/look-up.ts'
import { registerAsFirstLook } from '../library-system/register-as-look.ts'
import type { Sip2Hub, Sip2System } from '../sip2/sip2-system.node.ts'
import type { Tables } from '../tables.ts'
import { startFollowing } from './follow-koha.ts'
import { reportsFollowed } from './follow-reports.ts'
import { type KeptSettings, rulesFollowed } from './follow-rules.ts'
import { followedIn, pullMemory } from './pull-memory.ts'
import { registerKeys } from './register-keys.ts'

/** A Koha, and its SIP2 server for returns. */
export interface KohaSystemSettings {
  readonly koha: KohaSettings
  readonly sip2?: Sip2Settings
}

/** What the hub that follows a Koha has beside its register. */
export interface FollowingHub {
  readonly database: Kysely<Tables>
  readonly zone: string
  readonly library: KeptSettings
  brake(): Promise<BrakeSettings>
  readonly claims?: Claims
}

export interface KohaSystem extends Sip2System {
  /** Begins to follow what Koha changes. */
  follow(hub: FollowingHub): { followed(): Promise<Followed>; stop(): Promise<void> }
}

export interface KohaHub extends Omit<Sip2Hub, 'settings'> {
  readonly settings: KohaSystemSettings
}

/** Nobody brings an item back within half an hour. */
const unseenAfterMs = 30 * 60_000

/** A library whose system is Koha, as the hub replays into it: its register learns what is seen, and the looks begin with the register's files. */
export function kohaSystem({ settings: { koha, sip2 }, tables, looks, now, droppedAsOf, trouble }: KohaHub): KohaSystem {
  const returns = sip2 && sip2Library(sip2, { known: tables, open: opener(sip2), now })
  const library = kohaLibrary(koha, { known: tables, ...(returns && { returns }), now })
  const { registerAsOf: asOf, ownBranches, looksAt } = koha
  const first =
    asOf === undefined ? undefined : registerAsFirstLook(looks, tables, { asOf: () => droppedAsOf?.() ?? asOf, tellsPlace: true })
  const connector = keepingRegister(library, { tables, now, trouble, ...(first && { beforeLearning: first.keep }) })
  return {
    connector,
    lookUp: number => lookUpNow(number, connector, tables),
    looks: first?.looks ?? looks,
    unseen: { ownBranches, afterMs: unseenAfterMs },
    looksAt,
    follow({ database, zone, library: kept, brake, claims }) {
      const memory = pullMemory(database)
      const ending = new AbortController()
      const source = registerSource(koha, { known: tables, now })
      const { rules: _, ...pull } = koha.pull
      const learning = { tables, source, settings: koha, ...(first && { beforeLearning: first.keep }), now, trouble }
      const reports = reportsFollowed({ ...learning, library: kept, goneAtMost: pull.goneAtMost })
      const following = startFollowing({
        ...pull,
        ...learning,
        reports: reports.read,
        barredUntil: reports.barredUntil,
        rules: rulesFollowed({ source, settings: koha, library: kept, now, trouble }),
        memory,
        keys: registerKeys(database),
        asOf,
        zone,
        brake,
        ...(claims && { claims }),
        rest: ms => setTimeout(ms, undefined, { signal: ending.signal }).catch(() => undefined),
      })
      const stop = () => {
        const stopped = following.stop()
        ending.abort()
        return stopped
      }
      const followed = async () => ({ ...(await followedIn(memory)), ...reports.wrong() })
      return { stop, followed }
    },
    close: () => returns?.close(),
  }
}
