import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Patron } from '../patron.ts'
import type { Checkout } from '../transaction.ts'
import { applied, ask, type Happening, type ReplayDecision, type ReplayFacts, scanOf } from './happening.ts'
import { patronNotes, patronOf, tooYoung } from './patron-side.ts'
import { recordPastCheckout } from './record-past-checkout.ts'
import { renewedSince } from './renewed-since.ts'
import { closing } from './replay-checkin.ts'
import { placedAt, placeScan, scansIn } from './scan-order.ts'
import { endPastLoansAt, foundAgain } from './what-covered.ts'

/** A loan: the book was here at that instant, so whatever it stood under before is over; it belongs to the patron unless it was seen since. */
export function replayCheckout(x: Happening<Checkout>, facts: ReplayFacts): ReplayDecision {
  const evidence = facts.item
  if (!evidence?.item) return ask('unknown-item', ['quick-add', 'correct-barcode', 'write-off'])
  const patron = patronOf(x, facts.patron)
  if (!patron || !facts.patron) return ask('unknown-patron', ['correct-card', 'take-back', 'look-for-it'])
  const scan = scanOf(x, 'checkout', patron.patronId)
  const placing = placeScan(scan, scansIn(evidence))
  switch (placing.kind) {
    case 'unclear':
      return ask('order-unclear', [...choicesAmong(placing.rivals, patron), 'look-for-it'])
    case 'history':
      return recordPastCheckout(x, placedAt(scan, placing.at), placing, evidence, patronNotes(x, facts.patron))
    case 'same-effect':
    case 'last':
      if (placing.kind === 'same-effect' && evidence.loan?.patronId === patron.patronId) return alreadyTheirs(x, scan, evidence)
      // Whichever of their loans was the last, they have it now, though the library system does not say so yet.
      return mayBeLent(x, evidence) ?? lend(x, placedAt(scan, placing.at), evidence, facts)
  }
}

/** The patron has it by another loan that may have been before or after: of two days promised the later one counts, and whoever had it before is free. */
function alreadyTheirs(x: Happening<Checkout>, scan: KnownScan, evidence: ItemEvidence): ReplayDecision {
  const { loan } = evidence
  const { dueOn } = x.transaction
  const { barcode } = evidence.item!
  const scanned = record(scan, evidence)
  const past = endPastLoansAt(scan.at, scan, evidence)
  if (loan && loan.dueOn < dueOn) {
    // Whoever declared it lost believed the earlier day.
    const found = foundAgain(evidence)
    const renewal = { kind: 'renew-loan', barcode, patronId: loan.patronId, dueOn, at: scan.at } as const
    return applied(
      [renewal, ...past.actions, ...found.actions, scanned],
      [{ code: 'due-date-differs', barcode, dueOn }, ...past.notes, ...found.notes],
    )
  }
  if (past.actions.length > 0) return applied([...past.actions, scanned], past.notes)
  return { kind: 'decided', actions: [scanned], outcome: { kind: 'already-applied' } }
}

/** One choice for each effect among them: with this patron, with another, in the house. */
export function choicesAmong(rivals: readonly KnownScan[], patron: Patron) {
  const newer = rivals.some(({ kind, patronId }) => kind === 'checkout' && patronId !== patron.patronId)
  const inHouse = rivals.some(({ kind }) => kind === 'checkin')
  return ['lend-to-patron', ...(newer ? ['keep-newer-loan'] : []), ...(inHouse ? ['take-back'] : [])] as const as (
    | 'lend-to-patron'
    | 'keep-newer-loan'
    | 'take-back'
  )[]
}

/** What the desk knew and overrode is not asked again. */
function mayBeLent(x: Happening<Checkout>, { item }: ItemEvidence): ReplayDecision | undefined {
  const overridden = x.transaction.overrides.map(({ code }) => code)
  if (item!.circulationStatus === 'withdrawn' && !overridden.includes('item-withdrawn'))
    return ask('item-withdrawn', ['lend-anyway', 'correct-barcode', 'write-off'])
  if (item!.circulationStatus === 'not-for-loan' && !overridden.includes('item-not-for-loan'))
    return ask('not-for-loan', ['lend-anyway', 'correct-barcode', 'write-off'])
}

function lend(x: Happening<Checkout>, scan: KnownScan, evidence: ItemEvidence, facts: ReplayFacts): ReplayDecision {
  const { at, branch } = scan
  const patronSide = facts.patron!
  const patron = patronSide.patron!
  const { barcode } = evidence.item!
  const before = evidence.loan
  const dueOn = promised(x, scan, evidence)
  const promisedOn = x.transaction.dueOn
  const later = dueOn !== promisedOn
  const past = endPastLoansAt(at, scan, evidence)
  const found = foundAgain(evidence)
  const { visitId } = x.transaction
  const actions: Action[] = [
    ...(before ? [closing(scan, before.patronId, evidence)] : []),
    ...past.actions,
    ...found.actions,
    { kind: 'begin-loan', barcode, patronId: patron.patronId, at, dueOn, ...(later && { promisedOn }), branch, visitId },
    record(scan, evidence),
  ]
  if (tooYoung(x, evidence.item!, patron)) return ask('age-limit-overlooked', ['leave-as-is', 'take-back'], actions)
  return applied(actions, [
    ...(before && before.patronId !== patron.patronId ? [{ code: 'taken-from-earlier-loan', barcode } as const] : []),
    ...past.notes,
    ...found.notes,
    ...patronNotes(x, patronSide),
    ...(later ? [{ code: 'due-date-differs', barcode, dueOn } as const] : []),
  ])
}

/** The day promised at the desk; the patron's own renewal since then carries over. */
function promised(
  { transaction: { dueOn } }: Happening<Checkout>,
  { at, patronId }: KnownScan,
  { renewals }: ItemEvidence,
): string {
  return renewedSince({ patronId: patronId!, dueOn }, renewals, at)
}

function record(scan: KnownScan, evidence: ItemEvidence): Action {
  return { kind: 'record-scan', scan: { ...scan, barcode: evidence.item!.barcode } }
}
