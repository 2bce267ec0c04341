import type { Action, ItemEvidence } from '../evidence.ts'
import type { ItemStatus } from '../item.ts'
import type { Checkin, Undo } from '../transaction.ts'
import { eraseWritten } from './erase-written.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  holdIdOf,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
  type ReplayTarget,
} from './happening.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { replayCheckin } from './replay-checkin.ts'
import { takeBackPayment } from './replay-payment.ts'
import { scansIn } from './scan-order.ts'

/** Taking back says why: the book is here (a return, now), or the scan never was (all as before it, exactly, or a person decides). */
export function replayUndo(x: Happening<Undo>, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  const { target } = facts
  if (!target) return ask('undo-not-exact', ['leave-as-is', 'try-again'])
  const { transaction } = target.happening
  if (x.transaction.why === 'book-is-here') {
    // A return that is taken back for this reason leaves the book where it is: nothing to do.
    if (transaction.kind === 'checkin') return applied([], [])
    if (transaction.kind === 'checkout') return replayCheckin(asReturn(x, transaction.barcode), facts, policy)
  }
  if (transaction.kind === 'payment') return takeBackPayment(x, target, true)
  if (!wasSent(target, facts.item)) return applied([], [{ code: 'erased-before-upload' }])
  // An answer that was carried out stands: what it decided may have been built upon.
  if (transaction.kind === 'answer') return historyOnly([], [{ code: 'decided-meanwhile' }])
  if (transaction.kind === 'hold-request') return takeBackRequest(x, target, facts)
  const actions = facts.item?.item && eraseWritten(target.happening, facts.item, facts.copies ?? [])
  if (actions) return applied(actions, [])
  const asBefore = eraseDespiteMark(target, facts) ? (['as-before'] as const) : []
  return ask('undo-not-exact', [...asBefore, 'look-for-it', 'take-back', 'leave-as-is'])
}

/** A person wants it as it was before: what somebody has marked it as since goes with what it was marked on. */
export function undoAsBefore(facts: ReplayFacts): ReplayDecision {
  const actions = facts.target && eraseDespiteMark(facts.target, facts)
  return actions ? applied(actions, []) : ask('undo-not-exact', ['look-for-it', 'take-back', 'leave-as-is'])
}

const marks: readonly ItemStatus[] = ['withdrawn', 'not-for-loan', 'missing', 'claims-returned']

function eraseDespiteMark({ happening }: ReplayTarget, { item, copies = [] }: ReplayFacts): readonly Action[] | undefined {
  if (!item?.item || !marks.includes(item.item.circulationStatus)) return
  return eraseWritten(happening, { ...item, item: { ...item.item, circulationStatus: 'ok' } }, copies)
}

/** The hold never was: a copy kept for it goes to the next who asked before it came back. */
function takeBackRequest(x: Happening<Undo>, target: ReplayTarget, { copies = [] }: ReplayFacts): ReplayDecision {
  const holdId = holdIdOf(target.happening.id)
  const copy = copies.find(({ holds, item }) => holds.some(hold => hold.holdId === holdId && isSetAside(hold, item!.barcode)))
  const last = copy && scansIn(copy).findLast(({ unsent }) => !unsent)
  const next = last && copy.holds.find(({ state, placedAt }) => state.kind === 'queued' && placedAt < last.at)
  const stands = copies.length === 0 || copies.some(({ holds }) => holds.some(hold => hold.holdId === holdId))
  // A loan has filled it since: that stays.
  if (!stands) return applied([], [])
  const { barcode } = copy?.item ?? {}
  return applied(
    [
      { kind: 'cancel-hold', holdId, at: x.at },
      ...(next && barcode
        ? [{ kind: 'catch-hold', barcode, holdId: next.holdId, at: last.at, branch: last.branch } as const]
        : []),
    ],
    next && barcode ? [{ code: 'hold-caught', barcode, holdNumber: next.holdNumber }] : [],
  )
}

function asReturn(x: Happening<Undo>, barcode: string): Happening<Checkin> {
  return { ...x, transaction: { kind: 'checkin', barcode, destination: { kind: 'shelf' } } }
}

/** Whether anything of it can stand in the library system. */
function wasSent({ outcome, happening }: ReplayTarget, item: ItemEvidence | undefined): boolean {
  const mark = markOf(happening.id)
  if (item?.scans.some(scan => scan.mark === mark && !scan.unsent)) return true
  if (outcome?.kind === 'applied-with-note') return !outcome.notes.some(({ code }) => code === 'erased-before-upload')
  if (outcome?.kind === 'history-only') return !outcome.notes.some(({ code }) => code === 'written-off' || code === 'left-as-is')
  return outcome?.kind === 'applied' || outcome?.kind === 'already-applied'
}
