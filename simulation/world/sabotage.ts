import type { Connector } from '../../sync/connectors/connector.ts'
import type { HomeHub } from '../../sync/connectors/hub/home-hub.ts'
import type { LookStore } from '../../sync/hub/looks/look-store.ts'
import type { UploadStore } from '../../sync/hub/ports.ts'
import type { ReplayOptions } from '../../sync/hub/replay-loop.ts'

export const evidences = ['full', 'sip2', 'sip2-wire', 'koha', 'koha-dated'] as const
export type Evidence = (typeof evidences)[number]

/** Whether the library system tells no times: as SIP2 would, by SIP2's own messages, or by Koha's REST. */
export function tellsNoTimes(evidence: Evidence | undefined): boolean {
  return evidence !== undefined && evidence !== 'full'
}

/** Whether the library system is a Koha, spoken to over HTTP. */
export function tellsOfKoha(evidence: Evidence): boolean {
  return evidence === 'koha' || evidence === 'koha-dated'
}

/** A deliberate bug, put in at a port or an option of the real replay. */
export interface Sabotage {
  /** What the library system tells: everything, only what SIP2 does, or what Koha does; `koha-dated` with its options for days and instants turned on. */
  readonly evidence?: Evidence
  /** Buses have a hub on board, which dies now and then. */
  readonly boards?: boolean
  /** The line from a hub on board to the hub at home. */
  readonly line?: (home: HomeHub) => HomeHub
  readonly looks?: (inner: LookStore) => LookStore
  readonly replay?: Pick<ReplayOptions, 'policy' | 'clocks' | 'decide' | 'order'>
  readonly connector?: (inner: Connector, now: () => string) => Connector
  readonly uploads?: (inner: UploadStore) => UploadStore
}
