import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import { mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkout } from '../transaction.ts'
import { type Happening, historyOnly, type ReplayDecision, type ReplayPolicy } from './happening.ts'
import { isSetAside, ownExpiries, ownHold } from './holds-after-checkout.ts'
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
  const shelf = filled || restored.holds.length > 0 ? nobody : turnAfterShelf(scan, lastSeen, evidence)
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
    ...ownExpiries(scan, evidence),
    ...turn.actions,
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
): { readonly actions: readonly Action[]; readonly notes: readonly OutcomeNote[] } {
  const { barcode } = evidence.item!
  const at = milliseconds(scan.at)
  const before = scansIn(evidence).findLast(one => !one.unsent && milliseconds(one.at) < at)
  const lay = evidence.holds.find(hold => isSetAside(hold, barcode))
  if (!lay || evidence.loan || lastSeen.kind !== 'checkin' || before?.kind === 'checkout' || milliseconds(lay.placedAt) > at)
    return nobody
  const isWaiting = (hold: Hold) => hold.state.kind === 'queued' && mayHave(hold, barcode)
  const first = evidence.holds.find(hold => isWaiting(hold) && hold.placedAt < lay.placedAt)
  if (!first) return nobody
  return {
    actions: [
      { kind: 'put-hold-back', holdId: lay.holdId, at: scan.at },
      { kind: 'catch-hold', barcode, holdId: first.holdId, at: lastSeen.at, branch: lastSeen.branch },
    ],
    notes: [
      { code: 'hold-put-back', barcode, holdNumber: lay.holdNumber },
      { code: 'hold-caught', barcode, holdNumber: first.holdNumber },
    ],
  }
}
