import type { Action, ItemSeen, PatronSeen } from '../evidence.ts'
import type { Outcome, OutcomeNote } from '../outcome.ts'
import { milliseconds } from '../replay/scan-order.ts'
import { isClaimed } from './scans-between.ts'
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
      if (!is || is.status === 'on-loan' || (was?.status === is.status && was.place === is.place)) return false
      // Of what was caught on the way, not every system says where it is.
      return is.place === action.branch || (is.place === undefined && isKept(is.status))
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

/** The answer is taken for lost, and the deed for late, after this. */
const lateMs = 60_000

/** Nobody knows when it was done, only that it shows by now: what the system reckons by the day may be another than was decided. Instants, UTC. */
export function notesOfLateWrite(actions: readonly Action[], before: Shown, sentAt: string, now: string): readonly OutcomeNote[] {
  if (milliseconds(now) - milliseconds(sentAt) <= lateMs) return []
  const barcodes = new Set(actions.flatMap(action => ('barcode' in action ? action.barcode : [])))
  return [...barcodes].flatMap((barcode): readonly OutcomeNote[] => {
    const { status = 'unsaid', dueOn = '', patronId, holds = 0 } = before.item(barcode) ?? {}
    const whose = patronId === undefined ? {} : { patronId }
    // The day is a later one east of here.
    const owes = (status === 'on-loan' || isClaimed(status)) && dueOn <= now.slice(0, 10)
    return [
      ...(owes ? [{ code: 'fee-to-check', barcode, ...whose } as const] : []),
      ...(holds > 0 ? [{ code: 'holds-to-check', barcode } as const] : []),
    ]
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
