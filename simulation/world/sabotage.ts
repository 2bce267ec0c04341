import type { Connector } from '../../sync/connectors/connector.ts'
import type { LookStore } from '../../sync/hub/looks/look-store.ts'
import type { UploadStore } from '../../sync/hub/ports.ts'
import type { ReplayOptions } from '../../sync/hub/replay-loop.ts'

export const evidences = ['full', 'sip2'] as const
export type Evidence = (typeof evidences)[number]

/** A deliberate bug, put in at a port or an option of the real replay. */
export interface Sabotage {
  /** What the library system tells: everything, or only what SIP2 does. */
  readonly evidence?: Evidence
  readonly looks?: (inner: LookStore) => LookStore
  readonly replay?: Pick<ReplayOptions, 'policy' | 'clocks' | 'decide' | 'order'>
  readonly connector?: (inner: Connector, now: () => string) => Connector
  readonly uploads?: (inner: UploadStore) => UploadStore
}
