import type { Connector } from '../../sync/connectors/connector.ts'
import type { UploadStore } from '../../sync/hub/ports.ts'
import type { ReplayOptions } from '../../sync/hub/replay-loop.ts'

/** A deliberate bug, put in at a port or an option of the real replay. */
export interface Sabotage {
  readonly replay?: Pick<ReplayOptions, 'policy' | 'clocks' | 'decide' | 'order'>
  readonly connector?: (inner: Connector, now: () => string) => Connector
  readonly uploads?: (inner: UploadStore) => UploadStore
}
