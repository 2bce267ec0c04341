import type { CarriedDay } from '../../sync/station/carry/carry-out.ts'
import type { KocDay } from '../../sync/station/carry/koc-file.ts'
import type { WaysHome } from '../../sync/station/carry/ways-home.ts'
import type { CarriedJournal } from '../../sync/station/station-store.ts'

const day: CarriedDay = {
  name: 'bus-1-2026-11-17-1805.pysakki',
  text: '',
  entries: 412,
  acts: 187,
  last: { epoch: '3-5f0a91bc', sequence: 412, at: '2026-11-17T15:58:00.000Z' },
}
const koc: KocDay = {
  name: 'bus-1-2026-11-17-1805.koc',
  text: '',
  issues: 121,
  returns: 58,
  left: { renewals: 5, holds: 2, undos: 1 },
  marks: [{ kind: 'koc-exported', epoch: '3-5f0a91bc', fromSequence: 4, toSequence: 411 }],
}
const journal = { station: 'bus-2', entries: 96, until: '2026-11-16T16:10:00.000Z', takenAt: '2026-11-17T05:40:00.000Z' }
const carried: readonly CarriedJournal[] = [
  { ...journal, seal: 'a', entries: 230, until: '2026-11-17T14:31:00.000Z', sent: 0, fresh: 0 },
  { ...journal, seal: 'b', sent: 96, fresh: 96, receivedAt: '2026-11-17T05:42:00.000Z' },
  { ...journal, seal: 'c', station: 'lempaala-desk-2', sent: 0, fresh: 0, refused: 'chain' },
]

/** Ways home for looking: a day that lies here alone, and what others gave along. Nothing is written. */
export function stillHome(): WaysHome {
  const written = { kind: 'written', where: '/media/bussi/TIKKU/bus-1-2026-11-17-1805.pysakki' } as const
  return {
    toCarry: async () => day,
    isToCarry: async () => true,
    carryOut: async () => ({ ...written, day }),
    takeIn: async () => ({ kind: 'taken', known: false, journal: carried[0]! }),
    carried: () => carried,
    koc: async () => koc,
    exportKoc: async () => ({ ...written, day: koc }),
  }
}
