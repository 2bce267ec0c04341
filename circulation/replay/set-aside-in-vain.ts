import type { Happening, ReplayDecision } from './happening.ts'

/**
 * A return that the desk put aside for a hold, by what it knew: where nobody has a claim to the copy by now, the book lies where nobody looks for it,
 * and the outcome says so. Of what has left since, and where the library system keeps the queue to itself, nothing is said.
 */
export function sayingSetAsideInVain({ transaction }: Happening, decision: ReplayDecision): ReplayDecision {
  if (transaction.kind !== 'checkin' || transaction.destination.kind !== 'hold' || decision.kind !== 'decided') return decision
  const { outcome } = decision
  if (outcome.kind !== 'applied' && outcome.kind !== 'applied-with-note') return decision
  const { barcode, destination } = transaction
  const notes = outcome.kind === 'applied' ? [] : outcome.notes
  if (notes.some(note => note.code === 'hold-caught' && note.barcode === barcode)) return decision
  const gone = { code: 'hold-gone', barcode, holdNumber: destination.holdNumber } as const
  return { ...decision, outcome: { kind: 'applied-with-note', notes: [...notes, gone] } }
}
