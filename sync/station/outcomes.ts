import type { WaitMessage } from '../protocol/messages.ts'
import type { HubLine } from './hub-line.ts'
import type { StationStore } from './station-store.ts'

/**
 * Fetches what the hub has decided since the cursor, and resolves to what it holds back, with the reasons. Cut off at any place, it goes on from
 * the last stored.
 */
export async function pullOutcomes(hub: HubLine, store: StationStore): Promise<readonly WaitMessage[]> {
  for (;;) {
    const since = store.stored().cursor
    const { cursor, outcomes, waits = [] } = await hub.outcomes(since)
    if (cursor < since) await store.putOutcomes([], 0)
    else if (outcomes.length === 0 || cursor === since) return waits
    else await store.putOutcomes(outcomes, cursor)
  }
}

/** The hub has lost what it knew: its outcomes are counted anew. Those already known stand until it says otherwise. */
export async function askOutcomesAnew(store: StationStore): Promise<void> {
  if (store.stored().cursor > 0) await store.putOutcomes([], 0)
}
