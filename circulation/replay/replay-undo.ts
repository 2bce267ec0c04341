import type { Action, ItemEvidence } from '../evidence.ts'
import type { ItemStatus } from '../item.ts'
import type { Hold } from '../loan.ts'
import type { Checkin, Undo } from '../transaction.ts'
import { eraseUnsent } from './erase-unsent.ts'
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
  type ReplayTarget,
} from './happening.ts'
import { replayCheckin } from './replay-checkin.ts'
import { takeBackPayment } from './replay-payment.ts'

/** Taking back says why: the book is here (a return, now), or the scan never was (all as before it, exactly, or a person decides). */
export function replayUndo(x: Happening<Undo>, facts: ReplayFacts): ReplayDecision {
  const { target } = facts
  if (!target) return ask('undo-not-exact', ['leave-as-is', 'try-again'])
  const { transaction } = target.happening
  if (x.transaction.why === 'book-is-here') {
    // A return that is taken back for this reason leaves the book where it is: nothing to do.
    if (transaction.kind === 'checkin') return applied([], [])
    if (transaction.kind === 'checkout') return replayCheckin(asReturn(x, transaction.barcode), facts)
  }
  if (transaction.kind === 'payment') return takeBackPayment(x, target, true)
  if (!wasSent(target, facts.item))
    return applied(facts.item?.item ? eraseUnsent(target.happening, facts.item) : [], [{ code: 'erased-before-upload' }])
  // An answer that was carried out stands: what it decided may have been built upon.
  if (transaction.kind === 'answer') return historyOnly([], [{ code: 'decided-meanwhile' }])
  if (transaction.kind === 'hold-request') return takeBackRequest(x, target, facts)
  const actions = facts.item?.item && eraseWritten(target.happening, facts.item)
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

function eraseDespiteMark({ happening }: ReplayTarget, { item }: ReplayFacts): readonly Action[] | undefined {
  if (!item?.item || !marks.includes(item.item.circulationStatus)) return
  return eraseWritten(happening, { ...item, item: { ...item.item, circulationStatus: 'ok' } })
}

/** The hold never was. */
function takeBackRequest(
  { at }: Happening<Undo>,
  { happening, outcome }: ReplayTarget,
  { copies = [] }: ReplayFacts,
): ReplayDecision {
  const holdId = holdIdOf(happening.id)
  const isIt = (hold: Hold) => hold.holdId === holdId
  const wasTaken = outcome?.kind !== 'refused'
  const stands = copies.length === 0 ? wasTaken : copies.some(({ holds }) => holds.some(isIt))
  // It had lain ready for it, and expired: that never was either.
  const expiries = copies.flatMap(({ item, fees }) =>
    fees.flatMap(({ feeId, hold }) => (hold && isIt(hold) ? [{ barcode: item!.barcode, feeId, hold }] : [])),
  )
  const remembering = copies.filter(
    ({ item, priors }) =>
      priors.some(({ holds, opened }) => holds.some(isIt) || opened?.includes(holdId)) ||
      expiries.some(({ barcode }) => barcode === item!.barcode),
  )
  const withdrawnFrom = remembering.map(({ item }) => item!.barcode)
  const cancelled: Action = { kind: 'cancel-hold', holdId, at, ...(withdrawnFrom.length > 0 && { withdrawnFrom }) }
  if (stands) return applied([cancelled], [])
  const dropped = expiries.map(({ barcode, feeId }) => ({ kind: 'drop-fee', barcode, feeId }) as const)
  // Filled since, or a second one: should that turn out otherwise, it does not wait again.
  const seen = remembering.flatMap(({ priors }) => priors.flatMap(({ holds }) => holds.filter(isIt))).at(-1)
  const was = seen ?? expiries.at(-1)?.hold
  return applied(
    was ? [...dropped, { kind: 'restore-hold', hold: { ...was, state: { kind: 'queued' } } }, cancelled] : [],
    dropped.map(({ barcode }) => ({ code: 'fee-reversed', barcode })),
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
  // A second request is remembered, for it may turn out to be none.
  if (outcome?.kind === 'refused') return happening.transaction.kind === 'hold-request'
  return outcome?.kind === 'applied' || outcome?.kind === 'already-applied'
}
