import type { Action, ItemEvidence, KnownRenewal, KnownScan, PastLoan, PriorState } from '../evidence.ts'
import type { Loan } from '../loan.ts'
import type { Move } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import { eraseRenewal } from './erase-renewal.ts'
import { type Happening, markOf } from './happening.ts'
import { lostAsBefore } from './lost-as-before.ts'
import { renewedSince } from './renewed-since.ts'
import { byInstant, cameBefore, isLastUnclear, lastOf, latestOf, milliseconds, scansIn } from './scan-order.ts'
import { beginningOf, foundAgain, mayBeOverSince, saidToEndAt } from './what-covered.ts'

/** What was written never was; undefined where the earlier state does not come back exactly. */
export function eraseWritten(target: Happening, evidence: ItemEvidence): readonly Action[] | undefined {
  const { transaction, id } = target
  const prior = evidence.priors.findLast(({ mark }) => mark === markOf(id))
  const isLastWrite = prior !== undefined && prior === evidence.priors.at(-1)
  if (!prior) return
  if (transaction.kind === 'move') return moveBack(transaction, evidence, prior)
  if (prior.status && evidence.item!.circulationStatus !== 'ok') return
  if (transaction.kind === 'renewal') return eraseRenewal(evidence, prior)
  if (transaction.kind !== 'checkout' && transaction.kind !== 'checkin') return
  const scans = scansIn(evidence).filter(({ unsent }) => !unsent)
  const own = scans.find(({ entry }) => entry && entryKey(entry) === entryKey(id))
  if (!own) return
  // It came after what nobody can put in order: without it, a person has to tell.
  if (!isLastUnclear(scans) && isLastUnclear(scans.filter(scan => scan !== own))) return
  // Another loan of theirs, before or after it, was taken for the same one and has none written.
  if (own.kind === 'checkout' && scans.some(other => isLoanBeside(own, other, scans))) return
  const isLast = scans.every(other => other === own || cameBefore(other, own, scans))
  if (isLast && isLastWrite) return eraseLast(own, target, evidence, prior)
  const last = lastOf(scans.filter(scan => scan !== own))
  const seen = last?.branch ?? placeBefore(prior, evidence)
  const place = isLast && seen !== undefined ? { place: seen } : {}
  const erased: Action = { kind: 'erase-scan', barcode: evidence.item!.barcode, entry: id, ...place }
  const rest = isLastWrite ? erasePast(own, scans, evidence, prior) : eraseFromPast(own, scans, evidence, prior)
  // Whatever has scanned it since, or was written since as the last before it, has found it too.
  const isFound = !isLast || wasWrittenAfter(last, evidence, prior)
  const goesOn = rest?.find(action => action.kind === 'restore-loan')?.loan
  const lost = rest && !isFound ? lostAsBefore(evidence, prior, goesOn) : []
  return rest && [...rest, ...lost, erased]
}

function isLoanBeside(own: KnownScan, other: KnownScan, scans: readonly KnownScan[]): boolean {
  if (other === own || other.kind !== 'checkout' || other.patronId !== own.patronId) return false
  return !cameBefore(own, other, scans) && !cameBefore(other, own, scans)
}

/** Where it was before whatever was written first of what never was, after the last that truly was. */
function placeBefore(prior: PriorState, { priors, scans }: ItemEvidence): string | undefined {
  const earlier = priors.slice(0, priors.indexOf(prior))
  const standing = earlier.findLastIndex(({ mark }) => scans.some(scan => scan.mark === mark))
  return (earlier[standing + 1] ?? prior).place
}

function wasWrittenAfter(scan: KnownScan | undefined, { priors }: ItemEvidence, prior: PriorState): boolean {
  return scan?.mark !== undefined && priors.findLastIndex(({ mark }) => mark === scan.mark) > priors.indexOf(prior)
}

/** Nothing has touched the item since. */
function eraseLast(
  own: KnownScan,
  { transaction, id }: Happening,
  evidence: ItemEvidence,
  prior: PriorState,
): readonly Action[] | undefined {
  const { loan } = evidence
  const { barcode } = evidence.item!
  const isLoan = transaction.kind === 'checkout'
  const left = isLoan ? loan?.lentAt === own.at : !loan
  if (!left) return
  const last = lastOf(scansIn(evidence).filter(scan => scan !== own && !scan.unsent))
  // It had waited for a person, and a loan that came home meanwhile was written as ended by it.
  const ended = prior.loan ? undefined : saidToEndAt(own, { ...evidence, pastLoans: prior.pastLoans ?? evidence.pastLoans })
  const before = prior.loan ?? (ended && asOpen(ended))
  // Its stop may have been corrected since.
  const place = last?.kind === 'checkin' ? last.branch : placeBefore(prior, evidence)
  return [
    ...(isLoan ? lostByIt(evidence, prior) : []),
    ...(loan ? [{ kind: 'erase-loan', barcode } as const] : []),
    ...pastAsBefore(barcode, prior),
    ...lostAsBefore(evidence, prior, before),
    ...(before ? [{ kind: 'restore-loan', loan: goneOn(before, own.at, evidence.renewals) } as const] : []),
    { kind: 'erase-scan', barcode, entry: id, ...(place !== undefined && { place }) },
  ]
}

/** Declared lost since: on a loan that never was, that never was either. */
function lostByIt(evidence: ItemEvidence, prior: PriorState): readonly Action[] {
  return evidence.item!.circulationStatus === 'lost' && !prior.status ? foundAgain(evidence).actions : []
}

/** It was written down as something past: only what it said of ended loans, and whose loan it closed, goes back; a loan that had been said to end at it before goes on. */
function erasePast(
  own: KnownScan,
  scans: readonly KnownScan[],
  evidence: ItemEvidence,
  prior: PriorState,
): readonly Action[] | undefined {
  const { loan, item } = evidence
  const isSame = loan?.lentAt === prior.loan?.lentAt && loan?.patronId === prior.loan?.patronId
  if (loan && !isSame) return
  const ended = saidToEndAt(own, { ...evidence, pastLoans: prior.pastLoans ?? evidence.pastLoans })
  const [next] = ended ? laterThanBoth(own, ended, scans) : []
  if (ended && !next && loan) return
  return [
    ...pastAsBefore(item!.barcode, prior),
    ...(prior.loan && !isSame ? [{ kind: 'restore-loan', loan: prior.loan } as const] : []),
    ...(ended ? [wentOnTo(next, ended, own, scans, evidence)] : []),
  ]
}

/** Others have been written since: its loan never was, and the loan that it ended went on, to the next scan or until now. */
function eraseFromPast(
  own: KnownScan,
  scans: readonly KnownScan[],
  evidence: ItemEvidence,
  prior: PriorState,
): readonly Action[] | undefined {
  const { loan, pastLoans, item } = evidence
  const { barcode } = item!
  const isOwn = (one: Loan) => own.kind === 'checkout' && one.lentAt === own.at && one.patronId === own.patronId
  const ended = pastLoans.find(({ endedAt, lentAt }) => endedAt === own.at && (own.kind === 'checkin' || lentAt !== own.at))
  const [next] = ended ? laterThanBoth(own, ended, scans) : laterThan(own, scans)
  // What had ended before it was corrected by others; the one that it ended itself goes on, and where one of them has ended it sooner, it had no part in that.
  const reached = prior.pastLoans?.filter(({ endedAt }) => milliseconds(endedAt) > milliseconds(own.at) - own.uncertaintyMs) ?? []
  const isItself = (now: PastLoan, one: PastLoan) => now.patronId === one.patronId && now.lentAt === one.lentAt
  const isAccounted = (now: PastLoan, one: PastLoan) => {
    const isSooner = milliseconds(now.endedAt) < milliseconds(own.at)
    return (isItself(now, one) && (now === ended || isSooner)) || JSON.stringify(now) === JSON.stringify(one)
  }
  const others = reached.filter(one => !pastLoans.some(now => isAccounted(now, one)))
  const isKnown = own.kind === 'checkin' || pastLoans.some(isOwn) || (loan && isOwn(loan))
  // A return that a person had put before the open loan, though clocks by now say otherwise: it has ended nothing.
  const endedNothing = own.kind === 'checkin' && !ended && milliseconds(loan?.lentAt ?? own.at) >= milliseconds(own.at)
  if (!isKnown || others.length > 0 || (!next && loan && !isOwn(loan) && !endedNothing)) return
  return [
    ...(pastLoans.some(isOwn)
      ? [{ kind: 'restore-past-loans', barcode, loans: pastLoans.filter(one => !isOwn(one)) } as const]
      : []),
    ...(loan && isOwn(loan) ? [...lostByIt(evidence, prior), { kind: 'erase-loan', barcode } as const] : []),
    ...(ended ? [wentOnTo(next, ended, own, scans, evidence)] : []),
  ]
}

function laterThan(own: KnownScan, scans: readonly KnownScan[]): readonly KnownScan[] {
  const later = scans.filter(scan => scan !== own && cameBefore(own, scan, scans))
  return later.toSorted(byInstant)
}

/** What may have come before a scan that never was, or did as clocks tell by now, but not before the loan that this had ended, has ended it. */
function laterThanBoth(own: KnownScan, ended: PastLoan, scans: readonly KnownScan[]): readonly KnownScan[] {
  const begin = beginningOf(ended, scans)
  const isLater = (scan: KnownScan) => cameBefore(own, scan, scans) || cameBefore(begin, scan, scans)
  const later = scans.filter(scan => scan !== own && isLater(scan))
  return later.toSorted(byInstant)
}

/** Renewals that were void because it had ended count again. */
function goneOn<L extends Loan>(loan: L, endedAt: string, renewals: readonly KnownRenewal[], until?: string): L {
  return { ...loan, dueOn: renewedSince(loan, renewals, endedAt, until) }
}

/** The loan that never ended at that scan, as it went on; what was renewed since counts. */
function wentOnTo(
  next: KnownScan | undefined,
  ended: PastLoan,
  own: KnownScan,
  scans: readonly KnownScan[],
  evidence: ItemEvidence,
): Action {
  const without = { ...evidence, scans: scans.filter(scan => scan !== own) }
  return wentOn(goneOn(ended, ended.endedAt, evidence.renewals, next && latestOf(next, scans)), next, without)
}

/** A loan that was said to have ended, as it went on: to the next of the scans that truly were, or until now. Nobody pays for what clocks leave open. */
export function wentOn(ended: PastLoan, next: KnownScan | undefined, evidence: ItemEvidence): Action {
  const loan = asOpen(ended)
  const { barcode, patronId, lentAt, dueOn } = loan
  if (!next) return { kind: 'restore-loan', loan }
  const inFavour = { feeUntil: mayBeOverSince(next, { ...evidence, loan }), renewedUntil: latestOf(next, evidence.scans) }
  return { kind: 'correct-past-loan', barcode, patronId, lentAt, dueOn, endedAt: next.at, ...inFavour, branch: next.branch }
}

function asOpen({ endedAt: _, endedAtBranch: __, endedBy: ___, feeCents: ____, chargedUntil: _____, ...loan }: PastLoan): Loan {
  return loan
}

/** The loan is again whose it was before it was moved, due as it was; and so are the holds. */
function moveBack({ target }: Move, evidence: ItemEvidence, prior: PriorState): readonly Action[] | undefined {
  const { priors, scans } = evidence
  const scan = scans.find(({ entry }) => entry && entryKey(entry) === entryKey(target))
  const loansIn = ({ loan, pastLoans = [] }: Pick<PriorState, 'loan' | 'pastLoans'>) =>
    [...pastLoans, ...(loan ? [loan] : [])].filter(({ lentAt }) => lentAt === scan?.at)
  const [before] = loansIn(prior)
  const moved = loansIn(evidence).find(({ patronId }) => patronId === scan?.patronId)
  // To whom it went, the next write shows, for a person may have put the card right; moved on since, it is no longer theirs.
  const next = priors.slice(priors.indexOf(prior) + 1).map(loansIn)
  const isTheirs = next.find(loans => loans.length > 0)?.some(({ patronId }) => patronId === moved?.patronId) ?? true
  if (!moved || !isTheirs || !before || prior.status) return
  const back = { fromPatronId: moved.patronId, lentAt: before.lentAt, patronId: before.patronId, dueOn: before.dueOn }
  return [{ kind: 'reassign-loan', barcode: evidence.item!.barcode, ...back }]
}

function pastAsBefore(barcode: string, { pastLoans }: PriorState): readonly Action[] {
  return pastLoans ? [{ kind: 'restore-past-loans', barcode, loans: pastLoans }] : []
}
