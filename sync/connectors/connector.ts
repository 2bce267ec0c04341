import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Branch, Moment } from '../../circulation/place.ts'

/** A library system as the hub sees it: what it can do, what it knows, and the few writes that replay needs. */
export interface Connector {
  readonly name: string
  readonly can: Capabilities
  itemEvidence(barcode: string): Promise<ItemEvidence>
  patronEvidence(card: string): Promise<PatronEvidence>
  /** Carries the actions out in order, as one whole where the system can. Rejects with a `ConnectorError`. */
  apply(actions: readonly Action[], mark: string): Promise<void>
  /** Whether the actions under this mark were carried out; `unknown` where the system cannot tell. */
  wasApplied(mark: string): Promise<'yes' | 'no' | 'unknown'>
}

export interface Capabilities {
  readonly backdatedCheckout: boolean
  readonly backdatedCheckin: boolean
  readonly checkinWithHolds: boolean
  /** Loans in evidence carry the instants of their scans. */
  readonly loanTimes: boolean
  /** After a time-out a write may still be carried out this much later. */
  readonly worstLatenessMs: number
}

export interface ItemEvidence {
  readonly item?: Item
  readonly loan?: Loan
  readonly holds: readonly Hold[]
  /** Branch where it was last seen. */
  readonly place?: string
  /** Every scan the system knows of this item, oldest first. */
  readonly scans: readonly KnownScan[]
}

/** A physical scan: the item was in that place then, and after a checkout it left with the patron. */
export interface KnownScan {
  readonly kind: 'checkout' | 'checkin'
  readonly patronId?: string
  readonly branch: string
  readonly at: string
  /** Half-width of the interval the true time lies in. */
  readonly uncertaintyMs: number
  /** Station and sequence, where a journal told it: inside one station the sequence orders. */
  readonly entry?: { readonly station: string; readonly epoch: string; readonly sequence: number }
  /** The mark it was written under, where the hub did it. */
  readonly mark?: string
}

export interface PatronEvidence {
  readonly patron?: Patron
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
}

/** A write in the library system's own terms; every instant is the scan's, never the server's. */
export type Action =
  | { readonly kind: 'end-loan'; readonly barcode: string; readonly at: string; readonly branch: string; readonly full: boolean }
  | { readonly kind: 'begin-loan'; readonly barcode: string; readonly patronId: string; readonly at: string; readonly dueOn: string; readonly branch: string }
  | { readonly kind: 'renew-loan'; readonly barcode: string; readonly patronId: string; readonly dueOn: string; readonly at: string }
  | { readonly kind: 'record-past-loan'; readonly barcode: string; readonly patronId: string; readonly from: string; readonly to: string; readonly branch: string }
  | { readonly kind: 'record-scan'; readonly scan: KnownScan & { readonly barcode: string } }
  | { readonly kind: 'catch-hold'; readonly barcode: string; readonly holdId: string; readonly at: string }
  | { readonly kind: 'fill-hold'; readonly holdId: string; readonly at: string }
  | { readonly kind: 'put-hold-back'; readonly holdId: string; readonly at: string }
  | { readonly kind: 'place-hold'; readonly holdId: string; readonly titleId: string; readonly patronId: string; readonly branch: string; readonly stopId?: string; readonly at: string }
  | { readonly kind: 'set-status'; readonly barcode: string; readonly status: Item['circulationStatus'] }
  | { readonly kind: 'restore-loan'; readonly loan: Loan }

export class ConnectorError extends Error {
  /** `unreachable`: try later; `no-answer`: it may have been done, look first; `rejected`: the system said no. */
  readonly kind: 'unreachable' | 'no-answer' | 'rejected'
  constructor(kind: ConnectorError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectorError'
    this.kind = kind
  }
}

export type { Branch, Moment }
