import { type ConflictKind, closesAnothersLoan } from '../../../circulation/conflict-kinds.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { type BrakeSettings, openBrake } from '../../protocol/brake.ts'
import type { StoredEntry } from '../ports.ts'
import type { BrakeAudit, BrakeStore, HeldEntry, Ruling } from './brake-store.ts'
import { talliesFrom } from './database-brake-store.ts'

interface Tally {
  readonly key: string
  readonly kind: ConflictKind
  readonly ruling: Ruling
  readonly at: string
}

/** The brake's store in memory. `stored` gives an entry as it is now, so that what has an outcome is no longer held. */
export function memoryBrakeStore(now: () => string, stored: (key: string) => StoredEntry | undefined): BrakeStore {
  const settings = new Map<string, BrakeSettings>()
  const changes: BrakeAudit[] = []
  const held = new Map<string, HeldEntry>()
  const tallies = new Map<string, Tally>()
  const isOpen = ({ id }: HeldEntry) => (stored(entryKey(id))?.outcome?.kind ?? 'needs-person') === 'needs-person'
  return {
    settings: async connector => settings.get(connector) ?? openBrake,
    async change(connector, after, by) {
      changes.unshift({ at: now(), by, connector, before: settings.get(connector) ?? openBrake, after })
      settings.set(connector, after)
    },
    changes: async limit => changes.slice(0, limit),
    async hold({ id }, why) {
      held.set(entryKey(id), { id, at: now(), ...why })
    },
    held: async limit => [...held.values()].filter(isOpen).slice(0, limit),
    async tally({ id }, kinds, ruling) {
      for (const kind of kinds) {
        const key = `${entryKey(id)} ${kind} ${ruling}`
        if (!tallies.has(key)) tallies.set(key, { key: entryKey(id), kind, ruling, at: now() })
      }
    },
    tallies: async () => talliesFrom([...tallies.values()].map(({ kind, ruling }) => ({ kind, ruling, count: 1 }))),
    async confirmed({ id }) {
      const mine = [...tallies.values()].filter(({ key, ruling }) => key === entryKey(id) && ruling === 'confirmed')
      return mine.map(({ kind }) => kind)
    },
    async closesSince(at) {
      const closing = [...tallies.values()].filter(one => one.ruling === 'wrote' && closesAnothersLoan([one.kind]))
      return new Set(closing.filter(one => one.at >= at).map(({ key }) => key)).size
    },
  }
}
