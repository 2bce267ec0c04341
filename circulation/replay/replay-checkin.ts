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
import { catchOtherCopies, expiredWithLater, passOn, turnStolen } from './other-copies.ts'
import { certainlyFollowedBy, earliestOf, latestOf, milliseconds, placeScan, scansIn } from './scan-order.ts'
import { turnDuringStay } from './stays.ts'
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
      return takeBack({ ...scan, at: placing.at }, evidence, facts.copies ?? [], policy)
    case 'history':
    case 'same-effect':
      return closeOnly({ ...scan, at: placing.at }, evidence, facts.copies ?? [], policy)
  }
}

function takeBack(scan: KnownScan, shown: ItemEvidence, copies: readonly ItemEvidence[], policy: ReplayPolicy): ReplayDecision {
  const { at, branch } = scan
  const restored = restoreExpired(scan, shown, policy, copies)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const past = endPastLoansAt(at, scan, evidence)
  const found = foundAgain(evidence)
  const leaves = certainlyFollowedBy(scan, evidence.scans, 'checkout')
  const turn = leaves ? undefined : firstInTurn(at, evidence, copies)
  const expired = leaves || (turn && isSetAside(turn, barcode)) ? undefined : expiredInTurn(at, turn, copies)
  const caught = leaves ? undefined : (expired?.hold ?? turn)
  const during = leaves && restored.holds.length === 0 ? turnDuringStay(scan, evidence, copies) : nothing
  const passed = caught ? passOn(caught, evidence.holds, copies) : { actions: [], notes: [] }
  const others = caught ? evidence.holds.filter(hold => hold !== caught && isSetAside(hold, barcode)) : []
  const actions: Action[] = [
    evidence.loan ? { ...closing(scan, evidence.loan.patronId, evidence), full: true } : { kind: 'take-in', barcode, at, branch },
    ...past.actions,
    ...found.actions,
    ...restored.actions,
    ...others.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at }) as const),
    ...(expired ? [{ kind: 'drop-fee', barcode: expired.barcode, feeId: expired.feeId } as const] : []),
    ...(expired ? [{ kind: 'restore-hold', hold: { ...expired.hold, state: { kind: 'queued' } } } as const] : []),
    ...(caught ? [{ kind: 'catch-hold', barcode, holdId: caught.holdId, at, branch } as const] : []),
    ...passed.actions,
    ...during.actions,
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const wasOnLoan = evidence.loan || past.actions.length > 0
  const notes: OutcomeNote[] = [
    ...(wasOnLoan ? [] : [{ code: 'was-not-on-loan', barcode } as const]),
    ...past.notes,
    ...found.notes,
    ...restored.notes,
    ...(caught ? [{ code: 'hold-caught', barcode, holdNumber: caught.holdNumber } as const] : []),
    ...passed.notes,
    ...during.notes,
  ]
  return applied(actions, notes)
}

/** It has left again since, or lies here already by another scan: only what it ended is put right. */
function closeOnly(scan: KnownScan, shown: ItemEvidence, copies: readonly ItemEvidence[], policy: ReplayPolicy): ReplayDecision {
  const { at } = scan
  const restored = restoreExpired(scan, shown, policy, copies)
  const { evidence } = restored
  const { barcode } = evidence.item!
  const open = openLoanBefore(scan, evidence)
  const past = endPastLoansAt(at, scan, evidence)
  const turn = turnOfRestored(restored.holds, evidence)
  // Out of the house, it is the turn of those for whom it lay ready at another copy.
  const elsewhere = evidence.loan ? catchOtherCopies(restored.holds, () => milliseconds(at), copies) : nothing
  const during = restored.holds.length === 0 ? turnDuringStay(scan, evidence, copies) : nothing
  const actions: Action[] = [
    ...(open ? [closing(scan, open.patronId, evidence)] : []),
    ...past.actions,
    ...restored.actions,
    ...turn.actions,
    ...elsewhere.actions,
    ...during.actions,
    { kind: 'record-scan', scan: { ...scan, barcode } },
  ]
  const kept = evidence.loan && !open
  return historyOnly(actions, [
    ...(kept ? [{ code: 'newer-loan-kept', barcode } as const] : []),
    ...past.notes,
    ...restored.notes,
    ...turn.notes,
    ...elsewhere.notes,
    ...during.notes,
  ])
}

const nothing = { actions: [], notes: [] }

/** Whoever it is kept for; else the first in the queue, also where that one was given a copy that came back later. */
function firstInTurn(at: string, evidence: ItemEvidence, copies: readonly ItemEvidence[]): Hold | undefined {
  const turn = holdToCatch(evidence)
  const stolen = turn && isSetAside(turn, evidence.item!.barcode) ? undefined : turnStolen(at, evidence.holds, copies)
  return stolen && (!turn || stolen.placedAt < turn.placedAt) ? stolen : turn
}

/** Somebody before whoever is next now, whose hold has expired since with a copy that came later. */
function expiredInTurn(at: string, turn: Hold | undefined, copies: readonly ItemEvidence[]) {
  const askedAt = ({ placedAt }: Hold) => milliseconds(placedAt)
  const [first] = expiredWithLater(at, copies).toSorted((a, b) => askedAt(a.hold) - askedAt(b.hold))
  return first && (!turn || askedAt(first.hold) < askedAt(turn)) ? first : undefined
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
