import type { Action, KnownScan } from '../evidence.ts'
import { applied, ask, type Happening, historyOnly, type ReplayDecision, type ReplayFacts, scanOf } from '../replay/happening.ts'
import { cameBefore } from '../replay/scan-order.ts'
import type { Checkin } from '../transaction.ts'
import { isClaimed } from './scans-between.ts'
import {
  closing,
  feeNotes,
  inferredIf,
  lateEndNotes,
  newerLoanNotes,
  queueNotes,
  renewalNotes,
  takingIn,
  type View,
  viewOf,
} from './view.ts'

/** A return, where the system tells no times: it is written as one that happens now, unless the item was seen elsewhere since. */
export function takeBackByLooks(x: Happening<Checkin>, facts: ReplayFacts): ReplayDecision {
  const scan = scanOf(x, 'checkin')
  const view = viewOf(scan, facts)
  if (!view) return ask('unknown-item', ['correct-barcode', 'quick-add', 'write-off'])
  switch (view.placing.kind) {
    case 'unclear':
      return ask('order-unclear', ['keep-newer-loan', 'take-back', 'look-for-it'])
    case 'last':
      return leavesAgain(scan, view, facts.item!.scans) ? passedThrough(x, view) : takeBack(x, scan, view)
    case 'same-effect':
      // It lies where it should, but nobody knows whether by a return that caught what waits for it.
      if (view.now.status === 'in-house' && view.now.holds && view.now.by === undefined) return takeBack(x, scan, view)
      return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
    case 'history':
      return closeOnly(x, scan, view, facts.item!.scans)
  }
}

function takeBack(x: Happening<Checkin>, scan: KnownScan, view: View): ReplayDecision {
  const { barcode, now } = view
  const wasOnLoan = now.status === 'on-loan'
  const found = isClaimed(now.status)
  const actions: Action[] = [wasOnLoan ? closing(scan, view, true) : takingIn(scan, view)]
  const notes = [
    ...(wasOnLoan || found ? [] : [{ code: 'was-not-on-loan', barcode } as const]),
    ...(found ? [{ code: 'found-again', barcode } as const] : []),
    ...feeNotes(x, view, now.patronId ?? x.transaction.patronId),
    // What is not for loan by now may hide a loan that ends only with this.
    ...(wasOnLoan || found ? [] : lateEndNotes(x, view)),
    ...renewalNotes(x, view),
    ...newerLoanNotes(x, view),
    ...queueNotes(x, view),
  ]
  return inferredIf(view.inferred || (wasOnLoan && !isTheLoanMeant(x, view)), applied(actions, notes))
}

/**
 * Not on loan it came back, and left with somebody by a scan that is replayed in its turn, or about which a person is asked: whatever they say, the loan
 * was later, and where the system has it now may be where it came back after that.
 */
function leavesAgain(scan: KnownScan, { now }: View, scans: readonly KnownScan[]): boolean {
  const leaves = ({ kind, unsent }: KnownScan) => kind === 'checkout' && unsent !== undefined
  return now.status === 'in-house' && scans.some(one => leaves(one) && cameBefore(scan, one, scans))
}

/** What lies elsewhere in the system is left there: the loan finds it where it was last seen, by whoever it was. */
function passedThrough(x: Happening<Checkin>, view: View): ReplayDecision {
  const notes = [{ code: 'was-not-on-loan', barcode: view.barcode } as const, ...lateEndNotes(x, view), ...queueNotes(x, view)]
  return inferredIf(view.inferred, historyOnly([], notes))
}

/** It was seen again since. What the system still shows of the loan that the desk ended is over all the same. */
function closeOnly(x: Happening<Checkin>, scan: KnownScan, view: View, scans: readonly KnownScan[]): ReplayDecision {
  const { barcode, now, placing } = view
  const { patronId } = x.transaction
  const isWaiting = placing.kind === 'history' && placing.next.unsent === 'waiting'
  // The same patron may have got it anew since.
  const lentSince = scans.some(one => one.kind === 'checkout' && !one.unsent && !cameBefore(one, scan, scans))
  const stands = now.status === 'on-loan' && patronId !== undefined && now.patronId === patronId && isWaiting && !lentSince
  const actions: Action[] = stands ? [closing(scan, view, false)] : []
  const kept = now.status === 'on-loan' && !stands
  // The desk's register may have been old: whoever had it by then is another perhaps.
  const ofAnother = lateEndNotes(x, view).filter(note => patronId === undefined || note.patronId !== patronId)
  const fee = [...(patronId === undefined ? [] : [{ code: 'fee-to-check', barcode, patronId } as const]), ...ofAnother]
  return inferredIf(
    view.inferred,
    historyOnly(actions, [...(kept ? [{ code: 'newer-loan-kept', barcode } as const] : []), ...fee, ...queueNotes(x, view)]),
  )
}

/** The hub wrote that loan itself, or the desk knew it and the patron's list shows it. */
function isTheLoanMeant({ transaction }: Happening<Checkin>, { now }: View): boolean {
  return now.by !== undefined || (now.patronId !== undefined && now.patronId === transaction.patronId)
}
