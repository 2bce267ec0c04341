import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkout } from '../transaction.ts'
import { type Happening, historyOnly, type ReplayDecision, type ReplayPolicy } from './happening.ts'
import { isSetAside, ownExpiries, ownHold } from './holds-after-checkout.ts'
import { catchOtherCopies } from './other-copies.ts'
import { closing, holdToCatch } from './replay-checkin.ts'
import { earliestOf, milliseconds, type Placing, scansIn } from './scan-order.ts'
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
  const elsewhere = turn.notes.length > 0 ? { actions: [], notes: [] } : catchOtherCopies(before, () => milliseconds(at), copies)
  const lastSeen = scansIn(evidence).findLast(({ unsent }) => !unsent) ?? next
  const actions: Action[] = [
    ...(open ? [closing(scan, open.patronId, barcode)] : []),
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
    ...(filled ? [{ code: 'hold-filled', barcode, holdNumber: filled.holdNumber } as const] : []),
    ...(released ? [{ code: 'hold-caught', barcode, holdNumber: released.holdNumber } as const] : []),
    ...patronNotes,
  ])
}
