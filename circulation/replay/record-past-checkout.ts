import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkout } from '../transaction.ts'
import { type Happening, historyOnly, type ReplayDecision } from './happening.ts'
import { closing } from './replay-checkin.ts'
import { earliestOf, milliseconds, type Placing } from './scan-order.ts'
import { endPastLoansAt, openLoanBefore } from './what-covered.ts'

/** The item was seen elsewhere since: the loan is over, but it was. */
export function recordPastCheckout(
  x: Happening<Checkout>,
  scan: KnownScan,
  { next, maybeNext }: Placing & { kind: 'history' },
  evidence: ItemEvidence,
  patronNotes: readonly OutcomeNote[],
): ReplayDecision {
  const { at, branch } = scan
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(at, scan, evidence)
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
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  return historyOnly(actions, [
    ...(evidence.loan && !open ? [{ code: 'newer-loan-kept', barcode } as const] : []),
    ...past.notes,
    ...patronNotes,
  ])
}
