import type { Action, ItemSeen, PatronSeen } from '../evidence.ts'
import type { Outcome, OutcomeNote } from '../outcome.ts'
import { isKept } from './view.ts'

/** What a system shows of everything that some actions are about, at one moment. */
export interface Shown {
  item(barcode: string): ItemSeen | undefined
  patron(patronId: string): PatronSeen | undefined
}

/** Whether the last of these actions shows in the system: the others only cleared its way. */
export function wasDone(actions: readonly Action[], before: Shown, after: Shown): boolean {
  const action = actions.at(-1)
  switch (action?.kind) {
    case 'begin-loan': {
      const [was, is] = [before.item(action.barcode), after.item(action.barcode)]
      return (
        is?.status === 'on-loan' && is.patronId === action.patronId && (was?.status !== 'on-loan' || was.patronId !== is.patronId)
      )
    }
    case 'end-loan':
    case 'take-in': {
      const [was, is] = [before.item(action.barcode), after.item(action.barcode)]
      return (
        !!is && is.status !== 'on-loan' && is.place === action.branch && (was?.status !== is.status || was.place !== is.place)
      )
    }
    case 'renew-loan': {
      const due = after.item(action.barcode)?.dueOn
      return due !== undefined && due > (before.item(action.barcode)?.dueOn ?? '')
    }
    case 'place-hold':
      return holdsOf(after, action.patronId) > holdsOf(before, action.patronId)
    case 'pay-fees': {
      const owes = after.patron(action.patronId)?.feesCents
      return owes !== undefined && owes + action.cents === action.owedCents
    }
    case 'cancel-hold':
      return action.patronId !== undefined && holdsOf(after, action.patronId) < holdsOf(before, action.patronId)
    default:
      return false
  }
}

/** What the system made of it: the day it stamped, the hold it caught or filled by itself. */
export function notesAfterWrite(actions: readonly Action[], before: Shown, after: Shown): readonly OutcomeNote[] {
  return actions.flatMap((action, index): readonly OutcomeNote[] => {
    if (!('barcode' in action)) return []
    const { barcode } = action
    const isLast = !actions.slice(index + 1).some(later => 'barcode' in later && later.barcode === barcode)
    const [was, is] = [before.item(barcode), after.item(barcode)]
    if (!isLast || !is) return []
    if (action.kind === 'begin-loan' || action.kind === 'renew-loan') {
      const { dueOn } = is
      const differs = dueOn !== undefined && dueOn !== action.dueOn
      const filled = holdsOf(after, action.patronId) < holdsOf(before, action.patronId)
      return [
        ...(differs ? dueNotes(barcode, dueOn, action.promisedOn ?? action.dueOn) : []),
        ...(filled ? [{ code: 'hold-filled', barcode } as const] : []),
      ]
    }
    return isKept(is.status) && !(was && isKept(was.status)) ? [{ code: 'hold-caught', barcode } as const] : []
  })
}

/** Another day than was promised stands; an earlier one is a promise that was not kept. */
function dueNotes(barcode: string, dueOn: string, promisedOn: string): readonly OutcomeNote[] {
  const differs = { code: 'due-date-differs', barcode, dueOn } as const
  return dueOn < promisedOn ? [{ code: 'promise-broken', barcode, dueOn }, differs] : [differs]
}

/** The outcome with what was learnt after the write. */
export function withNotes(outcome: Outcome, notes: readonly OutcomeNote[]): Outcome {
  if (notes.length === 0) return outcome
  if (outcome.kind !== 'applied' && outcome.kind !== 'applied-with-note' && outcome.kind !== 'history-only') return outcome
  const before = outcome.kind === 'applied' ? [] : outcome.notes
  const isNew = (note: OutcomeNote) => !before.some(({ code, barcode }) => code === note.code && barcode === note.barcode)
  const all = [...before, ...notes.filter(isNew)]
  return { ...outcome, kind: outcome.kind === 'history-only' ? 'history-only' : 'applied-with-note', notes: all }
}

function holdsOf(shown: Shown, patronId: string): number {
  return shown.patron(patronId)?.holds ?? 0
}
