import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import type { Checkin } from '../transaction.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
  scanOf,
} from './happening.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { certainlyFollowedBy, earliestOf, latestOf, placeScan, scansIn } from './scan-order.ts'
import { restoreExpired, turnOfRestored } from './void-expiries.ts'
import { endPastLoansAt, foundAgain, openLoanBefore } from './what-covered.ts'

/** A return: whoever had it is free from that instant; a hold is caught unless the item is known to have left again. */
export function replayCheckin(x: Happening<Checkin>, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  const evidence = facts.item
  if (!evidence?.item) return ask('unknown-item', ['correct-barcode', 'quick-add', 'write-off'])
  const scan = scanOf(x, 'checkin')
  const placing = placeScan(scan, scansIn(evidence))
  switch (placing.kind) {
    case 'unclear':
      return ask('order-unclear', ['keep-newer-loan', 'take-back', 'look-for-it'])
    case 'last':
      return takeBack({ ...scan, at: placing.at }, evidence, policy)
    case 'history':
    case 'same-effect':
      return closeOnly({ ...scan, at: placing.at }, evidence, policy)
  }
}

function takeBack(scan: KnownScan, shown: ItemEvidence, policy: ReplayPolicy): ReplayDecision {
  const { at, branch } = scan
  const restored = restoreExpired(scan, shown, policy)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const past = endPastLoansAt(at, scan, evidence)
  const found = foundAgain(evidence)
  const leaves = certainlyFollowedBy(scan, evidence.scans, 'checkout')
  const caught = leaves ? undefined : holdToCatch(evidence)
  const others = caught ? evidence.holds.filter(hold => hold !== caught && isSetAside(hold, barcode)) : []
  const actions: Action[] = [
    evidence.loan ? { ...closing(scan, evidence.loan.patronId, evidence), full: true } : { kind: 'take-in', barcode, at, branch },
    ...past.actions,
    ...found.actions,
    ...restored.actions,
    ...others.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at }) as const),
    ...(caught ? [{ kind: 'catch-hold', barcode, holdId: caught.holdId, at, branch } as const] : []),
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const wasOnLoan = evidence.loan || past.actions.length > 0
  const notes: OutcomeNote[] = [
    ...(wasOnLoan ? [] : [{ code: 'was-not-on-loan', barcode } as const]),
    ...past.notes,
    ...found.notes,
    ...restored.notes,
    ...(caught ? [{ code: 'hold-caught', barcode, holdNumber: caught.holdNumber } as const] : []),
  ]
  return applied(actions, notes)
}

/** It has left again since, or lies here already by another scan: only what it ended is put right. */
function closeOnly(scan: KnownScan, shown: ItemEvidence, policy: ReplayPolicy): ReplayDecision {
  const { at } = scan
  const restored = restoreExpired(scan, shown, policy)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(at, scan, evidence)
  const turn = turnOfRestored(restored.holds, evidence)
  const actions: Action[] = [
    ...(open ? [closing(scan, open.patronId, evidence)] : []),
    ...past.actions,
    ...restored.actions,
    ...turn.actions,
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const kept = evidence.loan && !open
  return historyOnly(actions, [
    ...(kept ? [{ code: 'newer-loan-kept', barcode } as const] : []),
    ...past.notes,
    ...restored.notes,
    ...turn.notes,
  ])
}

/** Ends a loan because the item was seen; nothing else of a return. */
export function closing(scan: KnownScan, patronId: string, { item, scans }: ItemEvidence): Extract<Action, { kind: 'end-loan' }> {
  const { at, branch } = scan
  const inFavour = { feeUntil: earliestOf(scan), renewedUntil: latestOf(scan, scans) }
  return { kind: 'end-loan', barcode: item!.barcode, patronId, at, ...inFavour, branch, full: false }
}

/** The hold it lies or travels for already, else the first in the queue; one placed since the scan may be caught too. */
export function holdToCatch(evidence: ItemEvidence, otherThan?: string): Hold | undefined {
  const { barcode, circulationStatus } = evidence.item!
  if (circulationStatus === 'withdrawn' || circulationStatus === 'not-for-loan') return
  const holds = evidence.holds.filter(({ holdId }) => holdId !== otherThan)
  return (
    holds.find(({ state }) => state.kind !== 'queued' && state.barcode === barcode) ??
    holds.find(({ state }) => state.kind === 'queued')
  )
}
