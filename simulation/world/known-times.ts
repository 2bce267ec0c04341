import { entryKey } from '../../circulation/transaction.ts'
import { correctedTimes } from '../../sync/hub/corrected-time.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import type { PossibleScan } from '../oracle/contradictory.ts'

/** By key: how well the hub knows when each entry was written, and its place in its journal. */
export type KnownTimes = ReadonlyMap<string, Omit<PossibleScan, 'effect'>>

export function knownTimes(stored: readonly StoredEntry[]): KnownTimes {
  return new Map(journals(stored).flatMap(run => [...timesIn(run)]))
}

/** The same as the hub knew it when the entry came: a contact after that may have taught it better. */
export function timesAtReceipt(stored: readonly StoredEntry[]): KnownTimes {
  const known = journals(stored).flatMap(run => {
    const arrivals = [...new Set(run.map(({ receivedAt }) => receivedAt))]
    return arrivals.flatMap(at => {
      const came = new Set(run.flatMap(one => (one.receivedAt === at ? [entryKey(one.id)] : [])))
      const known = run.filter(({ receivedAt }) => receivedAt <= at)
      return [...timesIn(known, ({ id }) => came.has(entryKey(id)))]
    })
  })
  return new Map(known)
}

function journals(stored: readonly StoredEntry[]): readonly (readonly StoredEntry[])[] {
  const names = new Set(stored.map(({ id }) => `${id.station}/${id.epoch}`))
  return [...names].map(name => stored.filter(({ id, fork }) => !fork && `${id.station}/${id.epoch}` === name))
}

function timesIn(run: readonly StoredEntry[], wanted: (one: StoredEntry) => boolean = () => true): KnownTimes {
  const received = new Map(run.map(({ id, receivedAt }) => [id.sequence, receivedAt]))
  const entries = run.flatMap(({ entry }) => entry ?? [])
  const name = run[0] ? `${run[0].id.station}/${run[0].id.epoch}` : ''
  const times = correctedTimes(entries, ({ sequence }) => received.get(sequence))
  return new Map(
    run.flatMap(one => {
      const { sequence } = one.id
      const known = wanted(one) ? times.get(sequence) : undefined
      if (!known) return []
      const middle = Date.parse(known.at)
      const interval = known.within ?? { from: middle - known.uncertaintyMs, to: middle + known.uncertaintyMs }
      return [[`${name}/${sequence}`, { ...interval, journal: { name, sequence } }] as const]
    }),
  )
}
