import type { Action, ItemEvidence } from '../evidence.ts'
import type { ItemStatus } from '../item.ts'
import type { Outcome, OutcomeNote } from '../outcome.ts'

/** An item that is looked for, as the library system can be told. */
export interface Trace {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

const nothing: Trace = { actions: [], notes: [] }

/**
 * Somebody goes to look for it: on loan it counts as claimed returned (nothing more is owed for it meanwhile), else as missing, so that no other
 * desk promises it. Where the system cannot be told, a note says to mark it by hand. What is declared lost, withdrawn or marked already stays so.
 */
export function traceOf(evidence: ItemEvidence | undefined, canMark: boolean): Trace {
  if (!evidence?.item) return nothing
  const { barcode, circulationStatus } = evidence.item
  if (circulationStatus !== 'ok') return nothing
  if (!canMark) return { actions: [], notes: [{ code: 'mark-by-hand', barcode }] }
  const status: ItemStatus = evidence.loan ? 'claims-returned' : 'missing'
  const code = evidence.loan ? 'marked-claimed' : 'marked-missing'
  return { actions: [{ kind: 'set-status', barcode, status }], notes: [{ code, barcode }] }
}

/** What was marked when it was looked for, and by that alone, is so no more once the matter is settled. */
export function traceEnds(
  asked: Outcome | undefined,
  evidence: ItemEvidence | undefined,
  actions: readonly Action[],
): readonly Action[] {
  if (asked?.answered?.choice !== 'look-for-it' || !evidence?.item) return []
  const { barcode, circulationStatus } = evidence.item
  const isMarked = circulationStatus === 'missing' || circulationStatus === 'claims-returned'
  const before = evidence.priors.find(({ mark }) => mark === asked.answered?.entry)?.status
  const isSet = actions.some(action => action.kind === 'set-status')
  return isMarked && before === 'ok' && !isSet ? [{ kind: 'set-status', barcode, status: 'ok' }] : []
}
