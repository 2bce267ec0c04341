import { bytesToHex } from '@noble/hashes/utils.js'
import type { Kysely } from 'kysely'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { taggedId } from '../../register/detail/identity.ts'
import { leastRowsOf } from '../../register/detail/least-rows.ts'
import type { Detail, PublishedPatron } from '../../register/published.ts'
import type { Tables } from '../tables.ts'
import { addNamed, namedAmong, nameRegulars } from './named-patrons.ts'
import { type DetailPolicy, groupOf, noGroup, tierOn } from './policy.ts'
import { currentKey, keyIdOf } from './tag-keys.ts'

/** How persons are told to one station: who is named, and what stands for the others. */
export interface Telling {
  /** Registers that are told alike under one key: `least` or `everyone`, each of its group, or the station's own. */
  readonly register: string
  readonly key: Uint8Array
  readonly detail: Detail
  /** Those of these patrons whom the station's register names. With `touched`, regulars who have become some are named from now on. */
  named(from: Kysely<Tables>, patrons: readonly Patron[], touched?: 'touched'): Promise<ReadonlySet<string>>
  /** Those of these patrons, protected now or not there any more, whose rows the station may have: their ids, which say nobody's name, are told as gone. */
  withdrawn(from: Kysely<Tables>, patronIds: readonly string[]): Promise<readonly string[]>
  rowsOf(patron: Patron, isNamed: boolean): readonly PublishedPatron[]
  /** The row, with a tag in its patron's place. */
  tagged<Row extends Loan | Hold>(row: Row): Row
}

export interface TellingPorts {
  readonly db: Kysely<Tables>
  readonly policy: DetailPolicy
  now(): string
}

/** Resolves to how the register is told to a station now (undefined: to the hub's own token). */
export async function tellingFor(ports: TellingPorts, station: string | undefined): Promise<Telling> {
  return tellingUnder(ports, station, await currentKey(ports.db, ports.now(), groupOf(ports.policy, station)))
}

/** The register that a station is told now, by name. */
export function registerOf({ policy, now }: Pick<TellingPorts, 'policy' | 'now'>, station: string | undefined): string {
  return nameOf(tierOn(policy, station, now().slice(0, 10)), station, groupOf(policy, station))
}

/** What a group's stations have in common: nobody is named in it. */
export function leastOf(group: string): string {
  return group === noGroup ? 'least' : `least of ${group}`
}

/** As `tellingFor`, under this key. */
export async function tellingUnder(
  { db, policy, now }: TellingPorts,
  station: string | undefined,
  key: Uint8Array,
): Promise<Telling> {
  const today = now().slice(0, 10)
  const tier = tierOn(policy, station, today)
  const register = nameOf(tier, station, groupOf(policy, station))
  const id = `${keyIdOf(key)} ${register}`
  const until = tier.tier === 'everyone' ? { until: tier.until } : {}
  if (tier.tier === 'named') await nameRegulars(db, id, tier.branches)
  return {
    register,
    key,
    detail: { id, tier: tier.tier, ...until, key: bytesToHex(key) },
    async named(from, patrons, touched) {
      const nameable = patrons.filter(({ isProtected }) => !isProtected).map(({ patronId }) => patronId)
      if (tier.tier === 'least') return new Set()
      if (tier.tier === 'everyone') return new Set(nameable)
      if (touched) await addNamed(from, id, tier.branches, nameable)
      return namedAmong(from, id, nameable)
    },
    async withdrawn(from, patronIds) {
      if (tier.tier !== 'named') return tier.tier === 'least' ? [] : patronIds
      return [...(await namedAmong(from, id, patronIds))]
    },
    rowsOf: (patron, isNamed) => (isNamed ? [patron] : leastRowsOf(patron, key, today)),
    tagged: row => ({ ...row, patronId: taggedId(row.patronId, row, key) }),
  }
}

/** Registers that are the same have the same name: those of the least tier are one for all of a group. */
function nameOf(tier: ReturnType<typeof tierOn>, station: string | undefined, group: string): string {
  if (tier.tier === 'named') return `named ${station ?? ''} ${tier.branches.join(' ')}`
  if (tier.tier === 'least') return leastOf(group)
  return group === noGroup ? 'everyone' : `everyone of ${group}`
}
