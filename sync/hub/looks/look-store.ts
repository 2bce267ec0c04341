import { Temporal } from 'temporal-polyfill'
import type { PatronSeen } from '../../../circulation/evidence.ts'
import type { ItemLook, Sighting } from '../../../circulation/looks/sighting.ts'

/** What the hub saw in a library system that tells no times. Without it nobody could tell later what was there before. */
export interface LookStore {
  /** Of an item, oldest first: the last `sightingsKept` of them. */
  sightings(barcode: string): Promise<readonly Sighting[]>
  /** The last look at a patron's list. */
  patron(patronId: string): Promise<PatronLook | undefined>
  /** Adds looks, as one whole; resolves when they would survive a power cut. */
  remember(looks: Looks): Promise<void>
}

export interface Looks {
  readonly items: readonly (ItemLook & { readonly barcode: string })[]
  readonly patrons: readonly PatronLook[]
}

export interface PatronLook {
  readonly patronId: string
  /** Instant on the hub, UTC. */
  readonly at: string
  readonly seen: PatronSeen
}

/** A journal stays out for weeks at most, and an item is seen differently a few times a day at most. */
export const sightingsKept = 60

/** What ended longer ago is forgotten. */
export const daysRemembered = 60

/** The instant so many days before another, UTC. */
export function rememberedSince(now: string, days = daysRemembered): string {
  return Temporal.Instant.from(now)
    .subtract({ hours: 24 * days })
    .toString()
}
