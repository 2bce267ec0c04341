import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Entry } from '../journal/entry.ts'
import type { LibrarySettings } from '../register/register.ts'

/*
 * What station and hub say to each other, over HTTP with `Authorization: Bearer TOKEN`:
 *
 *   GET  /api/hello                              -> Hello
 *   GET  /api/register/manifest                  -> Manifest
 *   GET  /api/register/segments/NAME             -> Segment (JSON; immutable, NAME is the SHA-256 of the bytes sent, before content coding)
 *   GET  /api/register/state                     -> VolatileState
 *   GET  /api/register/changes?since=VERSION     -> Changes, or 410 when the hub cannot go back that far
 *   GET  /api/stations/STATION/have?epoch=EPOCH  -> Have
 *   POST /api/stations/STATION/entries           Upload -> Have, or 409 with Have where the chain does not fit
 *   GET  /api/stations/STATION/outcomes?since=CURSOR -> Outcomes
 */

/** Rises with every change of a message's shape; a test hashes the schemas. */
export const protocolVersion = 1

export interface Hello {
  readonly protocol: number
  readonly library: string
  readonly environment: LibrarySettings['environment']
  /** The hub's clock, for the station's offset. */
  readonly time: string
  readonly registerVersion: number
}

/** Static rows, packed; a segment never changes. */
export interface Manifest {
  readonly version: number
  readonly asOf: string
  readonly segments: readonly SegmentInfo[]
  readonly settings: LibrarySettings
}

export interface SegmentInfo {
  readonly kind: 'items' | 'patrons'
  /** SHA-256 of the segment's bytes, hex. */
  readonly name: string
  /** Least and greatest key (item: barcode in upper case; patron: patronId). */
  readonly firstKey: string
  readonly lastKey: string
  readonly rows: number
  readonly bytes: number
}

export type Segment = { readonly kind: 'items'; readonly rows: readonly Item[] } | { readonly kind: 'patrons'; readonly rows: readonly Patron[] }

/** The whole circulation state; small, fetched at first contact and after long absence. */
export interface VolatileState {
  readonly version: number
  readonly asOf: string
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
  /** Items whose status is not what their segment says. */
  readonly statuses: readonly { readonly barcode: string; readonly status: ItemStatus }[]
}

/** Rows that changed since a version, whole, with tombstones. */
export interface Changes {
  readonly since: number
  readonly version: number
  readonly asOf: string
  readonly items: readonly Item[]
  readonly itemsGone: readonly string[]
  readonly patrons: readonly Patron[]
  readonly patronsGone: readonly string[]
  readonly loans: readonly Loan[]
  readonly loansEnded: readonly string[]
  readonly holds: readonly Hold[]
  readonly holdsGone: readonly string[]
  readonly statuses: VolatileState['statuses']
  readonly settings?: LibrarySettings
}

export interface Upload {
  readonly protocol: number
  readonly epoch: string
  /** In sequence, without gaps. The hub validates only this envelope and the chain; a transaction it cannot read becomes `needs-person`. */
  readonly entries: readonly Entry[]
}

/** What the hub holds of a station's epoch, durably. */
export interface Have {
  readonly epoch: string
  readonly sequence: number
  readonly hash: string
}

export interface Outcomes {
  readonly cursor: number
  readonly outcomes: readonly OutcomeMessage[]
}

export interface OutcomeMessage {
  readonly epoch: string
  readonly sequence: number
  readonly outcome: Outcome
  /** Instant on the hub. */
  readonly at: string
  /** From this register version on, the register itself shows what the transaction did: the station stops folding it. */
  readonly inVersion: number
}
