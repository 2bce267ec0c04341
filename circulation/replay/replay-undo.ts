import type { Action, ItemEvidence, PriorState } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { Checkin, Undo } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import {
  applied,
  ask,
  type Happening,
  holdIdOf,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
  type ReplayTarget,
} from './happening.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { catchOtherCopies } from './other-copies.ts'
import { holdToCatch, replayCheckin } from './replay-checkin.ts'
import { cameBefore, milliseconds, scansIn } from './scan-order.ts'
import { foundAgain } from './what-covered.ts'

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
  if (!wasSent(target, facts.item)) return applied([], [{ code: 'erased-before-upload' }])
  if (transaction.kind === 'hold-request') return takeBackRequest(x, target, facts)
  const actions = facts.item?.item && erase(target.happening, facts.item, facts.copies ?? [])
  return actions ? applied(actions, []) : ask('undo-not-exact', ['look-for-it', 'take-back', 'leave-as-is'])
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
  return outcome?.kind === 'applied' || outcome?.kind === 'history-only' || outcome?.kind === 'already-applied'
}

/** Undefined where the earlier state does not come back exactly. */
function erase(target: Happening, evidence: ItemEvidence, copies: readonly ItemEvidence[]): Action[] | undefined {
  const prior = evidence.priors.at(-1)
  const { transaction, id } = target
  const { barcode, circulationStatus } = evidence.item!
  // Declared lost since: on a loan that never was, that never was either.
  const lost =
    transaction.kind === 'checkout' && circulationStatus === 'lost' && !prior?.status ? foundAgain(evidence).actions : []
  if (prior?.mark !== markOf(id) || (prior.status && prior.status !== circulationStatus)) return
  const { loan } = evidence
  if (transaction.kind === 'renewal') {
    const stands = loan && prior.loan && loan.lentAt === prior.loan.lentAt && loan.patronId === prior.loan.patronId
    return stands ? [{ kind: 'restore-loan', loan: prior.loan! }] : undefined
  }
  if (transaction.kind !== 'checkout' && transaction.kind !== 'checkin') return
  const scans = scansIn(evidence)
  const own = scans.find(({ entry }) => entry && entryKey(entry) === entryKey(id))
  if (!own || scans.some(other => other !== own && !cameBefore(other, own, scans))) return
  const left = transaction.kind === 'checkout' ? loan?.lentAt === own.at && loan.renewals === 0 : !loan
  if (!left || !prior.holds.every(hold => canReturnTo(hold, evidence, own.patronId))) return
  // Whoever was given the copy because this scan said that it was here.
  const caughtSince = evidence.holds.filter(
    hold => isSetAside(hold, barcode) && !prior.holds.some(one => one.holdId === hold.holdId),
  )
  const last = scans.findLast(scan => scan !== own && !scan.unsent)
  const free =
    transaction.kind === 'checkout' &&
    !prior.loan &&
    last?.kind === 'checkin' &&
    !prior.holds.some(hold => isSetAside(hold, barcode))
  // Known to leave again at once, it had been given to nobody.
  const turn = free
    ? holdToCatch({ ...evidence, holds: evidence.holds.filter(({ placedAt }) => placedAt <= last.at) })
    : undefined
  return [
    ...lost,
    ...(loan ? [{ kind: 'erase-loan', barcode } as const] : []),
    ...(prior.loan ? [{ kind: 'restore-loan', loan: prior.loan } as const] : []),
    ...caughtSince.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at: own.at }) as const),
    ...prior.holds.map(hold => ({ kind: 'restore-hold', hold }) as const),
    ...prior.holds.filter(({ state }) => state.kind === 'queued').flatMap(hold => caughtMeanwhile(hold, copies)),
    ...(turn ? [{ kind: 'catch-hold', barcode, holdId: turn.holdId, at: last!.at, branch: last!.branch } as const] : []),
    { kind: 'erase-scan', barcode, entry: id, place: prior.place },
  ]
}

/** What came back while the hold seemed to have a copy would have been its. */
function caughtMeanwhile(hold: Hold, copies: readonly ItemEvidence[]): readonly Action[] {
  return catchOtherCopies([hold], ({ placedAt }) => milliseconds(placedAt), copies).actions
}

/** A hold that the scan filled is gone; one that it caught or put back must still be as the scan left it. */
function canReturnTo(before: PriorState['holds'][number], { holds, item }: ItemEvidence, filledFor?: string): boolean {
  const now: Hold | undefined = holds.find(({ holdId }) => holdId === before.holdId)
  if (!now) return before.patronId === filledFor
  return now.state.kind === 'queued' || isSetAside(now, item!.barcode)
}
