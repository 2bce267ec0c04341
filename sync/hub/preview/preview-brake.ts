import { type ConflictKind, closesAnothersLoan, conflictsIn } from '../../../circulation/conflict-kinds.ts'
import type { Action } from '../../../circulation/evidence.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { openBrake, type WaitReason } from '../../protocol/brake.ts'
import { type Brake, type BrakePorts, openBrakeOn } from '../brake/brake.ts'
import type { BrakeStore } from '../brake/brake-store.ts'

/** What was decided about an entry, before it was ruled on. */
export interface Previewed {
  readonly kinds: readonly ConflictKind[]
  readonly actions: readonly Action[]
  readonly held?: WaitReason
}

/**
 * The brake as it would rule if what holds everything were let go: pauses of the whole and of stations, hours, pace and shadow mode are left
 * out; the ladder, paused kinds and the day's cap hold. Notes each decision; writes nothing.
 */
export function previewBrake(ports: BrakePorts): { readonly brake: Brake; readonly seen: ReadonlyMap<string, Previewed> } {
  const inner = openBrakeOn({ ...ports, store: readingOnly(ports.store) })
  const seen = new Map<string, Previewed>()
  const brake: Brake = {
    begin: () => inner.begin(),
    holdsAll: () => inner.holdsAll(),
    before: stored => inner.before(stored),
    async rule(stored, x, facts, decision) {
      const kinds = conflictsIn(x, facts, decision)
      const ruled = await inner.rule(stored, x, facts, decision)
      const held = ruled.kind === 'held' ? { held: ruled.wait.why } : {}
      seen.set(entryKey(stored.id), { kinds, actions: decision.actions, ...held })
      return ruled
    },
    ruleAnew: (stored, on, decision) => inner.ruleAnew(stored, on, decision),
    ruleAnswered: (stored, on, decision) => inner.ruleAnswered(stored, on, decision),
    answered: async () => {},
    passedOver(stored) {
      seen.set(entryKey(stored.id), { kinds: [], actions: [], held: 'behind' })
    },
    waitOf: id => inner.waitOf(id),
    holds: station => inner.holds(station),
  }
  return { brake, seen }
}

function readingOnly(store: BrakeStore): BrakeStore {
  let closed = 0
  return {
    ...store,
    async settings(connector) {
      const { pace: _, ...settings } = await store.settings(connector)
      const { paused, pausedStations, notBetween, shadow } = openBrake
      return { ...settings, paused, pausedStations, notBetween, shadow }
    },
    change: async () => {},
    hold: async () => {},
    tally: async () => {},
    async letThrough(_, kinds, { closes }) {
      if (!closes || !closesAnothersLoan(kinds)) return undefined
      if ((await store.closesSince(closes.since)) + closed >= closes.most) return 'daily-cap'
      closed++
      return undefined
    },
    shadow: async () => {},
  }
}
