import { type ConflictKind, closesAnothersLoan } from '../../../circulation/conflict-kinds.ts'
import { entryKey } from '../../../circulation/transaction.ts'
import { type BrakeSettings, openBrake } from '../../protocol/brake.ts'
import type { StoredEntry } from '../ports.ts'
import type { ShadowLine } from './brake-line.ts'
import type { BrakeAudit, BrakeStore, HeldEntry, Ruling } from './brake-store.ts'
import { talliesFrom } from './database-brake-store.ts'
import { shadowReport, trialBegan } from './shadow-report.ts'

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
  const writes = new Map<string, string>()
  const shadow = new Map<string, { readonly line: ShadowLine; readonly at: string }>()
  const closing = (at: string) => {
    const found = [...tallies.values()].filter(one => one.ruling === 'wrote' && closesAnothersLoan([one.kind]) && one.at >= at)
    return new Set(found.map(({ key }) => key))
  }
  const tally: BrakeStore['tally'] = async ({ id }, kinds, ruling) => {
    for (const kind of kinds) {
      const key = `${entryKey(id)} ${kind} ${ruling}`
      if (!tallies.has(key)) tallies.set(key, { key: entryKey(id), kind, ruling, at: now() })
    }
  }
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
    tally,
    tallies: async () => talliesFrom([...tallies.values()].map(({ kind, ruling }) => ({ kind, ruling, count: 1 }))),
    async confirmed({ id }) {
      const mine = [...tallies.values()].filter(({ key, ruling }) => key === entryKey(id) && ruling === 'confirmed')
      return mine.map(({ kind }) => kind)
    },
    async letThrough(of, kinds, { pace, closes }) {
      const key = entryKey(of.id)
      const written = [...writes].filter(([other, at]) => other !== key && pace && at > pace.since)
      if (pace && written.length >= pace.most) return 'pace'
      const closed = closes && closesAnothersLoan(kinds) ? [...closing(closes.since)].filter(other => other !== key) : []
      if (closes && closesAnothersLoan(kinds) && closed.length >= closes.most) return 'daily-cap'
      if (pace) writes.set(key, now())
      await tally(of, kinds, 'wrote')
      return undefined
    },
    closesSince: async at => closing(at).size,
    async shadow(lines) {
      for (const line of lines) shadow.set(entryKey(line.id), { line, at: now() })
    },
    async shadowed() {
      const since = trialBegan(changes)
      const mine = since === undefined ? [] : [...shadow.values()].filter(({ at }) => at >= since)
      return shadowReport(
        since,
        mine.map(({ line: { hash: _, ...line } }) => {
          const became = stored(entryKey(line.id))?.outcome?.kind
          return { line, ...(became && { became }) }
        }),
      )
    },
  }
}
