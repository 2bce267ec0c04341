import type { Action, ItemEvidence, KnownScan, PastLoan } from '../evidence.ts'
import type { Loan } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { cameBefore, earliestOf, latestOf, milliseconds, scansIn } from './scan-order.ts'

interface Repair {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/**
 * The item was here at that instant, so every loan that covered it was over by then: those that ended later are corrected, and what they cost
 * after it is taken back. Where another scan is known by now to have come in between, the loan was over at that one.
 */
export function endPastLoansAt(at: string, scan: KnownScan, evidence: ItemEvidence): Repair {
  const { barcode } = evidence.item!
  const covering = evidence.pastLoans.filter(loan => covers(loan, at, scan, evidence))
  // In doubt nobody's loan is cut, but nobody pays for the doubt either.
  const doubtful = evidence.pastLoans.filter(loan => !covering.includes(loan) && loan.feeCents && mayCover(scan, loan, evidence))
  return {
    actions: [
      ...covering.map(loan => {
        const { patronId, lentAt, endedAt: endedLater } = loan
        const first = firstSeen(loan, scan, evidence)
        const endedAt = [first === scan ? at : first.at, at, endedLater].reduce(earlier)
        const inFavour = { feeUntil: earlier(earliestOf(first), endedAt), renewedUntil: latestOf(first, evidence.scans) }
        return { kind: 'correct-past-loan', barcode, patronId, lentAt, endedAt, ...inFavour, branch: first.branch } as const
      }),
      ...doubtful.map(({ patronId, lentAt }) => {
        return { kind: 'correct-past-loan', barcode, patronId, lentAt, feeUntil: earliestOf(scan) } as const
      }),
    ],
    notes: [...covering, ...doubtful].some(loan => loan.feeCents) ? [{ code: 'fee-reversed', barcode }] : [],
  }
}

/** It began before the scan and ended after it: by the order of scans where that is known, by the instants otherwise. */
function covers(loan: PastLoan, at: string, scan: KnownScan, evidence: ItemEvidence): boolean {
  const { scans } = evidence
  const { lentAt, endedAt } = loan
  if (milliseconds(lentAt) > milliseconds(at) || beganWith(scan, lentAt, evidence)) return false
  const ending = scans.find(one => one !== scan && milliseconds(one.at) === milliseconds(endedAt))
  return milliseconds(at) < milliseconds(endedAt) || (!!ending && cameBefore(scan, ending, scans))
}

/** The first scan that is certain to have come after the loan began, up to this one. */
function firstSeen(loan: PastLoan, scan: KnownScan, { scans }: ItemEvidence): KnownScan {
  const began = beginningOf(loan, scans)
  return scans
    .filter(one => one !== began && !one.unsent && cameBefore(began, one, scans) && cameBefore(one, scan, scans))
    .reduce((first, one) => (cameBefore(one, first, scans) ? one : first), scan)
}

const earlier = (one: string, other: string) => (milliseconds(other) < milliseconds(one) ? other : one)

/** Neither certainly before the loan began nor certainly after it had ended. */
function mayCover(scan: KnownScan, loan: PastLoan, { scans }: ItemEvidence): boolean {
  const began = beginningOf(loan, scans)
  const ended = scans.find(one => milliseconds(one.at) === milliseconds(loan.endedAt))
  if (!ended || began === scan || ended === scan) return false
  return !cameBefore(scan, began, scans) && !cameBefore(ended, scan, scans)
}

/** The earliest instant at which the open loan may have been over, where it is by this scan: nobody pays for another that may have come between. */
export function mayBeOverSince(scan: KnownScan, { loan, scans }: ItemEvidence): string {
  const began = loan && beginningOf(loan, scans)
  const between = (one: KnownScan) =>
    one !== began && one !== scan && !one.unsent && cameBefore(one, scan, scans) && !(began && cameBefore(one, began, scans))
  return scans.filter(between).map(earliestOf).reduce(earlier, earliestOf(scan))
}

/** The scan that a loan began with, or what it would have been where the system lists none. */
export function beginningOf({ lentAt: at, branch, patronId }: Loan, scans: readonly KnownScan[]): KnownScan {
  const scan = scans.find(one => one.kind === 'checkout' && milliseconds(one.at) === milliseconds(at))
  return scan ?? { kind: 'checkout', patronId, branch, at, uncertaintyMs: 0 }
}

/**
 * The loan that was written down as over at this scan before the scan itself was written: its clock may be known better by now, so the instants may
 * differ by as much as it was unsure then.
 */
export function saidToEndAt(scan: KnownScan, { pastLoans, scans }: ItemEvidence): PastLoan | undefined {
  const apart = ({ endedAt }: PastLoan) => Math.abs(milliseconds(endedAt) - milliseconds(scan.at))
  const unsureThen = ({ endedAt, chargedUntil = endedAt }: PastLoan) => milliseconds(endedAt) - milliseconds(chargedUntil)
  const byAnother = ({ endedAt }: PastLoan) => scans.some(one => one !== scan && !one.unsent && one.at === endedAt)
  const isBy = (loan: PastLoan) => !byAnother(loan) && apart(loan) <= unsureThen(loan) + scan.uncertaintyMs
  return pastLoans.filter(isBy).toSorted((a, b) => apart(a) - apart(b))[0]
}

/** The open loan too, where it began before the scan. */
export function openLoanBefore(scan: KnownScan, evidence: ItemEvidence) {
  const { loan } = evidence
  if (!loan) return
  const all = scansIn(evidence)
  const beginning = all.find(({ kind, at }) => kind === 'checkout' && milliseconds(at) === milliseconds(loan.lentAt))
  return beginning && cameBefore(beginning, scan, all) ? loan : undefined
}

/** A loan whose beginning cannot be told from the scan is left alone: in doubt nobody's loan is cut. */
function beganWith(scan: KnownScan, lentAt: string, evidence: ItemEvidence): boolean {
  const beginning = evidence.scans.find(({ kind, at }) => kind === 'checkout' && milliseconds(at) === milliseconds(lentAt))
  return !!beginning && !cameBefore(beginning, scan, evidence.scans)
}

/** A scan proves a lost, missing or claimed item found; fees for its loss go. */
export function foundAgain(evidence: ItemEvidence): Repair {
  const { barcode, circulationStatus } = evidence.item!
  if (!['lost', 'missing', 'claims-returned'].includes(circulationStatus)) return { actions: [], notes: [] }
  const fees = evidence.fees.filter(({ why }) => why === 'lost')
  return {
    actions: [
      { kind: 'set-status', barcode, status: 'ok' },
      ...fees.map(({ feeId }) => ({ kind: 'drop-fee', barcode, feeId }) as const),
    ],
    notes: [{ code: 'found-again', barcode }, ...(fees.length ? [{ code: 'fee-reversed', barcode } as const] : [])],
  }
}
