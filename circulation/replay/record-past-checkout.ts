import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkout } from '../transaction.ts'
import { type Happening, historyOnly, type ReplayDecision, type ReplayPolicy } from './happening.ts'
import { isSetAside, ownExpiries, ownHold } from './holds-after-checkout.ts'
import { closing, holdToCatch } from './replay-checkin.ts'
import { earliestOf, scansIn } from './scan-order.ts'
import { restoreExpired, turnOfRestored } from './void-expiries.ts'
import { endPastLoansAt, openLoanBefore } from './what-covered.ts'

/** The item was seen elsewhere since: the loan is over, but it was; and the patron's hold is filled by it. */
export function recordPastCheckout(
  x: Happening<Checkout>,
  scan: KnownScan,
  next: KnownScan,
  shown: ItemEvidence,
  patronNotes: readonly OutcomeNote[],
  policy: ReplayPolicy,
): ReplayDecision {
  const { at, branch } = scan
  const restored = restoreExpired(scan, shown, policy)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(at, scan, evidence)
  const filled = ownHold(scan, evidence)
  const released = filled && isSetAside(filled, barcode) && !evidence.loan ? holdToCatch(evidence, filled.holdId) : undefined
  const turn = filled ? { actions: [], notes: [] } : turnOfRestored(restored.holds, evidence)
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
      feeUntil: earliestOf(next),
    },
    ...restored.actions,
    ...ownExpiries(scan, [evidence]),
    ...turn.actions,
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
    ...(filled ? [{ code: 'hold-filled', barcode, holdNumber: filled.holdNumber } as const] : []),
    ...(released ? [{ code: 'hold-caught', barcode, holdNumber: released.holdNumber } as const] : []),
    ...patronNotes,
  ])
}
