import type { Action, KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
  scanOf,
} from '../replay/happening.ts'
import { patronNotes, patronOf } from '../replay/patron-side.ts'
import { choicesAmong } from '../replay/replay-checkout.ts'
import type { Checkout } from '../transaction.ts'
import { isClaimed } from './scans-between.ts'
import {
  closing,
  feeNotes,
  inferredIf,
  isKept,
  lateEndNotes,
  queueNotes,
  renewalNotes,
  takingIn,
  type View,
  viewOf,
} from './view.ts'

/** A loan, where the system tells no times: it is written as one that begins now, unless the item was seen elsewhere since. */
export function lendByLooks(x: Happening<Checkout>, facts: ReplayFacts): ReplayDecision {
  const patron = patronOf(x, facts.patron)
  if (!facts.item?.item) return ask('unknown-item', ['quick-add', 'correct-barcode', 'write-off'])
  if (!patron || !facts.patron) return ask('unknown-patron', ['correct-card', 'take-back', 'look-for-it'])
  const scan = scanOf(x, 'checkout', patron.patronId)
  const view = viewOf(scan, facts)
  if (!view) return ask('unknown-item', ['quick-add', 'correct-barcode', 'write-off'])
  const { barcode, placing, now } = view
  switch (placing.kind) {
    case 'unclear':
      return ask('order-unclear', [...choicesAmong(placing.rivals, patron), 'look-for-it'])
    case 'history':
      return inferredIf(
        view.inferred,
        historyOnly(
          [],
          [
            ...(now.status === 'on-loan' ? [{ code: 'newer-loan-kept', barcode } as const] : []),
            { code: 'loan-not-recorded', barcode },
            ...lateEndNotes(x, view),
            ...queueNotes(x, view),
          ],
        ),
      )
    case 'same-effect':
      return alreadyLent(x, view)
    case 'last':
      return lend(x, scan, view, facts)
  }
}

/** The patron has it by the library's own desk: by this loan or by another one; which day it is due may be another. */
function alreadyLent(x: Happening<Checkout>, view: View): ReplayDecision {
  return applied([], [...dueNotes(x, view), { code: 'loan-not-recorded', barcode: view.barcode }])
}

function dueNotes({ transaction }: Happening<Checkout>, { barcode, now: { dueOn } }: View): readonly OutcomeNote[] {
  return dueOn !== undefined && dueOn !== transaction.dueOn ? [{ code: 'due-date-differs', barcode, dueOn }] : []
}

function lend(x: Happening<Checkout>, scan: KnownScan, view: View, facts: ReplayFacts): ReplayDecision {
  const { barcode, now } = view
  const { at, branch } = scan
  const patronId = scan.patronId!
  const { dueOn, visitId, takenFrom } = x.transaction
  // Such a system lends it to nobody until somebody has changed that there.
  if (now.status === 'not-lendable') return ask('not-for-loan', ['try-again', 'done-by-hand', 'correct-barcode', 'write-off'])
  // Entered by hand on the card that the desk moved it to, it is done, and so is the move.
  const moved = facts.movedTo !== undefined && now.status === 'on-loan' && now.patronId === facts.movedTo
  if (moved && now.by === undefined) return alreadyLent(x, view)
  const own = now.status === 'on-loan' && now.patronId === patronId
  const waits = (now.holds ?? 0) > 0
  const isMine = facts.patron?.seen?.ready?.includes(barcode)
  // A return in between would catch the hold, and the system lends a caught copy to nobody else.
  const keptForAnother = isKept(now.status) ? !isMine : waits && now.status !== 'in-house' && !own
  if (keptForAnother) return ask('kept-for-another', ['try-again', 'look-for-it', 'leave-as-is'])
  const notes = [...patronNotes(x, facts.patron!), ...queueNotes(x, view)]
  const promised = { barcode, patronId, dueOn, at }
  if (own) {
    const isLonger = (now.dueOn ?? '') >= dueOn
    const longer: Action[] = isLonger ? [] : [{ kind: 'renew-loan', ...promised }]
    const due = isLonger ? dueNotes(x, view) : []
    // Somebody was asked to enter it.
    if (now.by === markOf(x.id))
      return applied(longer, [{ code: 'entered-by-hand', barcode }, ...due, ...endedByHandNotes(x, view), ...notes])
    // The system knows one loan where there were two.
    return applied(longer, [{ code: 'loan-not-recorded', barcode }, ...due, ...feeNotes(x, view), ...notes])
  }
  const before: Action[] =
    now.status === 'on-loan' ? [closing(scan, view, false)] : isClaimed(now.status) ? [takingIn(scan, view)] : []
  const closesUnmeant = now.status === 'on-loan' && now.by === undefined && (!now.patronId || now.patronId !== takenFrom)
  return inferredIf(
    view.inferred || closesUnmeant,
    applied(
      [...before, { kind: 'begin-loan', ...promised, branch, visitId }],
      [
        ...(now.status === 'on-loan' ? [{ code: 'taken-from-earlier-loan', barcode } as const] : []),
        ...(isClaimed(now.status) ? [{ code: 'found-again', barcode } as const] : []),
        ...feeNotes(x, view),
        ...renewalNotes(x, view),
        ...notes,
      ],
    ),
  )
}

/** Whoever entered it ended what loan stood there, on that day: its fee ran until then. */
function endedByHandNotes(x: Happening<Checkout>, view: View): readonly OutcomeNote[] {
  const { sightings, looks } = view
  const own = markOf(x.id)
  const last = sightings.findLastIndex(({ by }) => by !== own)
  const ended = sightings[last]
  if (!ended) return []
  // By hand nothing is told on an earlier day.
  const byHand = { ...looks, can: { ...looks.can, backdatedCheckin: false } }
  return feeNotes(x, { ...view, now: ended, sightings: sightings.slice(0, last + 1), looks: byHand }, ended.patronId)
}
