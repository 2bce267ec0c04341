import type { Action, ItemEvidence, KnownScan, PatronEvidence } from '../../circulation/evidence.ts'
import type { Capabilities } from '../../circulation/replay/capabilities.ts'

/** A library system as the hub sees it: what it can do, what it knows, and the few writes that replay needs. */
export interface Connector {
  readonly name: string
  readonly can: Capabilities
  /** With `seen` where `can.knows.times` is not so. */
  itemEvidence(barcode: string): Promise<ItemEvidence>
  patronEvidence(card: string): Promise<PatronEvidence>
  /** Barcodes of the title's copies; none where the system cannot tell. */
  copiesOf(titleId: string): Promise<readonly string[]>
  /** Carries the actions out in order, as one whole where the system can. Rejects with a `ConnectorError`. */
  apply(actions: readonly Action[], mark: string): Promise<void>
  /** Whether the actions under this mark were carried out; `unknown` where the system cannot tell. */
  wasApplied(mark: string): Promise<'yes' | 'no' | 'unknown'>
  /**
   * For a system that takes some actions in more than one step: of actions that show there, begun before the hub was broken off, the steps that
   * may be missing. However often it is called, the same stands in the end; what cannot be done shows when it is read back.
   */
  finish?(actions: readonly Action[]): Promise<void>
}

export class ConnectorError extends Error {
  /** `unreachable`: try later; `no-answer`: it may have been done, look first; `rejected`: the system said no. */
  readonly kind: 'unreachable' | 'no-answer' | 'rejected'
  /** Of `unreachable`: it answers, but as another system than the one that was probed. */
  readonly isChanged: boolean
  constructor(kind: ConnectorError['kind'], message: string, options?: ErrorOptions & { readonly isChanged?: boolean }) {
    super(message, options)
    this.isChanged = options?.isChanged ?? false
    this.name = 'ConnectorError'
    this.kind = kind
  }
}

export type { Action, Capabilities, ItemEvidence, KnownScan, PatronEvidence }
