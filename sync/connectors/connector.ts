import type { Action, ItemEvidence, KnownScan, PatronEvidence } from '../../circulation/evidence.ts'

/** A library system as the hub sees it: what it can do, what it knows, and the few writes that replay needs. */
export interface Connector {
  readonly name: string
  readonly can: Capabilities
  itemEvidence(barcode: string): Promise<ItemEvidence>
  patronEvidence(card: string): Promise<PatronEvidence>
  /** Barcodes of the title's copies; none where the system cannot tell. */
  copiesOf(titleId: string): Promise<readonly string[]>
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

export class ConnectorError extends Error {
  /** `unreachable`: try later; `no-answer`: it may have been done, look first; `rejected`: the system said no. */
  readonly kind: 'unreachable' | 'no-answer' | 'rejected'
  constructor(kind: ConnectorError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectorError'
    this.kind = kind
  }
}

export type { Action, ItemEvidence, KnownScan, PatronEvidence }
