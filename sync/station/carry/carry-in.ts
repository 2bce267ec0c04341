import { readSealed, sealOf, type WhyNotCarried } from '../../journal/usb-export.ts'
import type { CarriedJournal, StationStore } from '../station-store.ts'

export type TakenIn =
  /** `known`: the same file was taken before, and is here or has gone up. */
  | { readonly kind: 'taken'; readonly known: boolean; readonly journal: CarriedJournal }
  | { readonly kind: 'refused'; readonly why: WhyNotCarried | 'own' | 'empty' }

/**
 * Keeps another station's journal here until the hub has it; the stick may be lost once this resolves. Its entries stay that station's: they go into no
 * journal here. `now` is the wall clock here, UTC. Rejects where the store cannot be written; then nothing is kept.
 */
export async function takeIn(text: string, station: string, store: StationStore, now: string): Promise<TakenIn> {
  const carried = readSealed(text)
  if (carried.kind === 'refused') return carried
  if (carried.station === station) return { kind: 'refused', why: 'own' }
  const { entries } = carried
  const until = entries.at(-1)?.at.wall
  if (until === undefined) return { kind: 'refused', why: 'empty' }
  const seal = sealOf(text)
  const known = store.stored().carried.get(seal)
  // One that the hub would not take may be tried again: the hub may be newer by now.
  if (known && known.refused === undefined) return { kind: 'taken', known: true, journal: known }
  const journal: CarriedJournal = {
    ...{ seal, station: carried.station, entries: entries.length, until },
    ...{ takenAt: known?.takenAt ?? now, text, sent: 0, fresh: 0 },
  }
  await store.putCarried(journal)
  return { kind: 'taken', known: false, journal }
}
