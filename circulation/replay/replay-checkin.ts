import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkin } from '../transaction.ts'
import { applied, ask, type Happening, historyOnly, type ReplayDecision, type ReplayFacts, scanOf } from './happening.ts'
import { earliestOf, latestOf, milliseconds, placedAt, placeScan, scansIn } from './scan-order.ts'
import { endPastLoansAt, foundAgain, mayBeOverSince, openLoanBefore } from './what-covered.ts'

/** A return: whoever had it is free from that instant. Whose turn it then is, the queue tells. */
export function replayCheckin(x: Happening<Checkin>, facts: ReplayFacts): ReplayDecision {
  const evidence = facts.item
  if (!evidence?.item) return ask('unknown-item', ['correct-barcode', 'quick-add', 'write-off'])
  const scan = scanOf(x, 'checkin')
  const placing = placeScan(scan, scansIn(evidence))
  switch (placing.kind) {
    case 'unclear':
      return ask('order-unclear', ['keep-newer-loan', 'take-back', 'look-for-it'])
    case 'last':
      return takeBack(placedAt(scan, placing.at), evidence, earliestOf(scan))
    case 'history':
    case 'same-effect':
      return closeOnly(placedAt(scan, placing.at), evidence, earliestOf(scan))
  }
}

function takeBack(scan: KnownScan, evidence: ItemEvidence, earliest: string): ReplayDecision {
  const { at, branch } = scan
  const { barcode } = evidence.item!
  const past = endPastLoansAt(at, scan, evidence)
  const found = foundAgain(evidence)
  const actions: Action[] = [
    evidence.loan
      ? { ...closing(scan, evidence.loan.patronId, evidence, earliest), full: true }
      : { kind: 'take-in', barcode, at, branch },
    ...past.actions,
    ...found.actions,
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const wasOnLoan = evidence.loan || past.actions.length > 0
  const notes: OutcomeNote[] = [
    ...(wasOnLoan ? [] : [{ code: 'was-not-on-loan', barcode } as const]),
    ...past.notes,
    ...found.notes,
  ]
  return applied(actions, notes)
}

/** It has left again since, or lies here already by another scan: only what it ended is put right. */
function closeOnly(scan: KnownScan, evidence: ItemEvidence, earliest: string): ReplayDecision {
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(scan.at, scan, evidence)
  const actions: Action[] = [
    ...(open ? [closing(scan, open.patronId, evidence, earliest)] : []),
    ...past.actions,
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const kept = evidence.loan && !open
  return historyOnly(actions, [...(kept ? [{ code: 'newer-loan-kept', barcode } as const] : []), ...past.notes])
}

/** Ends a loan because the item was seen; nothing else of a return. `earliest`: by its own clock, wherever it was put among the others. */
export function closing(
  scan: KnownScan,
  patronId: string,
  evidence: ItemEvidence,
  earliest?: string,
): Extract<Action, { kind: 'end-loan' }> {
  const { at, branch } = scan
  const since = mayBeOverSince(scan, evidence)
  const feeUntil = earliest !== undefined && milliseconds(earliest) < milliseconds(since) ? earliest : since
  const inFavour = { feeUntil, renewedUntil: latestOf(scan, evidence.scans) }
  return { kind: 'end-loan', barcode: evidence.item!.barcode, patronId, at, ...inFavour, branch, full: false }
}
