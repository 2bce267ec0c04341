import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { LibrarySettings } from './register.ts'

/*
 * The register as the hub publishes it: static rows in packed segments that never change, the circulation state beside them, and the rows that
 * changed between two versions. Every row is whole, so applying one twice does no harm.
 */

/** Static rows, packed; a segment never changes. */
export interface Manifest {
  readonly version: number
  readonly asOf: string
  readonly segments: readonly SegmentInfo[]
  readonly settings: LibrarySettings
  /** Absent where everybody is named. */
  readonly detail?: Detail
}

/** How much of persons this station is told, and the key under which it is. State and changes hold only for the register with the same id. */
export interface Detail {
  readonly id: string
  readonly tier: 'least' | 'named' | 'everyone'
  /** Last day of a recorded decision to name everyone, `YYYY-MM-DD`. */
  readonly until?: string
  /** 32 bytes, hex: of the tags of cards, loans and holds. */
  readonly key: string
}

/**
 * A patron as published. Where nobody is named, `patronId` is the tag of one card and `cards` is empty; `sealedId` opens to the patron's id with that
 * card in hand.
 */
export interface PublishedPatron extends Patron {
  readonly sealedId?: string
}

/** How many loans and holds a patron has who is not named; `card` as the row's `patronId`. */
export interface CountsOfCard {
  readonly card: string
  readonly loans: number
  readonly holds: number
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

export type Segment =
  | { readonly kind: 'items'; readonly rows: readonly Item[] }
  | { readonly kind: 'patrons'; readonly rows: readonly PublishedPatron[] }

/** The whole circulation state; small, fetched at first contact and after long absence. */
export interface VolatileState {
  readonly version: number
  readonly asOf: string
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
  /** Items whose status is not what their segment says. */
  readonly statuses: readonly { readonly barcode: string; readonly status: ItemStatus }[]
  /** Of the register's `detail`. */
  readonly detail?: string
  /** None: no loans and no holds. */
  readonly counts?: readonly CountsOfCard[]
}

/** Rows that changed since a version, whole, with tombstones. */
export interface Changes {
  readonly since: number
  readonly version: number
  readonly asOf: string
  readonly items: readonly Item[]
  readonly itemsGone: readonly string[]
  readonly patrons: readonly PublishedPatron[]
  readonly patronsGone: readonly string[]
  readonly loans: readonly Loan[]
  readonly loansEnded: readonly string[]
  readonly holds: readonly Hold[]
  readonly holdsGone: readonly string[]
  readonly statuses: VolatileState['statuses']
  readonly detail?: string
  readonly counts?: readonly CountsOfCard[]
  readonly settings?: LibrarySettings
}
