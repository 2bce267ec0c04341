import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import { mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkout } from '../transaction.ts'
import { type Happening, historyOnly, type ReplayDecision, type ReplayPolicy } from './happening.ts'
import { isSetAside, ownExpiries, ownHold } from './holds-after-checkout.ts'
import { catchOtherCopies, copiesBackSince, passOn } from './other-copies.ts'
import { closing, holdToCatch } from './replay-checkin.ts'
import { earliestOf, milliseconds, type Placing, scansIn } from './scan-order.ts'
import { stayAt } from './stays.ts'
import { restoreExpired, turnOfRestored } from './void-expiries.ts'
import { endPastLoansAt, openLoanBefore } from './what-covered.ts'

/** The item was seen elsewhere since: the loan is over, but it was; and the patron's hold is filled by it. */
export function recordPastCheckout(
  x: Happening<Checkout>,
  scan: KnownScan,
  { next, maybeNext }: Placing & { kind: 'history' },
  shown: ItemEvidence,
  patronNotes: readonly OutcomeNote[],
  policy: ReplayPolicy,
  copies: readonly ItemEvidence[] = [],
): ReplayDecision {
  const { at, branch } = scan
  const restored = restoreExpired(scan, shown, policy, copies)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(at, scan, evidence)
  const filled = ownHold(scan, evidence)
  const released = filled && isSetAside(filled, barcode) && !evidence.loan ? holdToCatch(evidence, filled.holdId) : undefined
  const turn = filled ? { actions: [], notes: [] } : turnOfRestored(restored.holds, evidence)
  // Out of the house, it cannot be the turn of those for whom it lay ready; another copy may.
  const isLeft = (hold: Hold) => hold.state.kind === 'queued' || (evidence.loan && restored.holds.includes(hold))
  const waiting = evidence.holds.filter(hold => hold !== filled && hold !== released && isLeft(hold))
  const before = waiting.filter(({ placedAt }) => milliseconds(placedAt) <= milliseconds(at))
  // Whoever is first had this copy again while it lay here.
  const cameBackMeanwhile = (hold: Hold, then: string) => hold === before[0] && stayAt(then, evidence)?.until !== undefined
  const elsewhere =
    turn.notes.length > 0
      ? { actions: [], notes: [] }
      : catchOtherCopies(before, () => milliseconds(at), copies, cameBackMeanwhile)
  const lastSeen = scansIn(evidence).findLast(({ unsent }) => !unsent) ?? next
  const shelf = filled || restored.holds.length > 0 ? nobody : turnAfterShelf(scan, lastSeen, evidence, copies)
  const actions: Action[] = [
    ...(open ? [closing(scan, open.patronId, evidence)] : []),
    ...past.actions,
    {
      kind: 'record-past-loan',
      barcode,
      patronId: scan.patronId!,
      from: at,
      to: next.at,
      dueOn: x.transaction.dueOn,
      branch,
      endedAtBranch: next.branch,
      feeUntil: [earliestOf(next), maybeNext].reduce((a, b) => (milliseconds(b) < milliseconds(a) ? b : a)),
    },
    ...restored.actions,
    ...ownExpiries(scan, [evidence, ...copies]),
    ...turn.actions,
    ...elsewhere.actions,
    ...shelf.actions,
    ...(filled ? [{ kind: 'fill-hold', holdId: filled.holdId, at } as const] : []),
    ...(released
      ? [{ kind: 'catch-hold', barcode, holdId: released.holdId, at: lastSeen.at, branch: lastSeen.branch } as const]
      : []),
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  return historyOnly(actions, [
    ...(evidence.loan && !open ? [{ code: 'newer-loan-kept', barcode } as const] : []),
    ...past.notes,
    ...restored.notes,
    ...turn.notes,
    ...elsewhere.notes,
    ...shelf.notes,
    ...(filled ? [{ code: 'hold-filled', barcode, holdNumber: filled.holdNumber } as const] : []),
    ...(released ? [{ code: 'hold-caught', barcode, holdNumber: released.holdNumber } as const] : []),
    ...patronNotes,
  ])
}

const nobody = { actions: [], notes: [] }

/** It lay ready for somebody, was lent and has come back: that return was the turn of whoever had asked first. */
function turnAfterShelf(
  scan: KnownScan,
  lastSeen: KnownScan,
  evidence: ItemEvidence,
  copies: readonly ItemEvidence[],
): { readonly actions: readonly Action[]; readonly notes: readonly OutcomeNote[] } {
  const { barcode } = evidence.item!
  const at = milliseconds(scan.at)
  const before = scansIn(evidence).findLast(one => !one.unsent && milliseconds(one.at) < at)
  const lay = evidence.holds.find(hold => isSetAside(hold, barcode))
  if (!lay || evidence.loan || lastSeen.kind !== 'checkin' || before?.kind === 'checkout' || milliseconds(lay.placedAt) > at)
    return nobody
  // Also whoever was given a copy that came back after that one.
  const later = copiesBackSince(milliseconds(lastSeen.at), copies)
  const gotLater = ({ holdId }: Hold) => later.some(({ keptFor }) => keptFor?.holdId === holdId)
  const isWaiting = (hold: Hold) => hold.state.kind === 'queued' || gotLater(hold)
  const first = evidence.holds.find(hold => isWaiting(hold) && mayHave(hold, barcode) && hold.placedAt < lay.placedAt)
  if (!first) return nobody
  const waiting = evidence.holds.map(hold => (hold === lay ? ({ ...lay, state: { kind: 'queued' } } as const) : hold))
  const elsewhere = gotLater(first) ? passOn(first, waiting, copies) : catchOtherCopies([lay], () => at, copies)
  return {
    actions: [
      { kind: 'put-hold-back', holdId: lay.holdId, at: scan.at },
      ...(gotLater(first) ? [{ kind: 'put-hold-back', holdId: first.holdId, at: lastSeen.at } as const] : []),
      { kind: 'catch-hold', barcode, holdId: first.holdId, at: lastSeen.at, branch: lastSeen.branch },
      ...elsewhere.actions,
    ],
    notes: [
      { code: 'hold-put-back', barcode, holdNumber: lay.holdNumber },
      { code: 'hold-caught', barcode, holdNumber: first.holdNumber },
      ...elsewhere.notes,
    ],
  }
}
