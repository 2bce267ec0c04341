import type { Action, ItemEvidence, KnownScan, PastLoan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import { cameBefore, earliestOf, latestOf, milliseconds, scansIn } from './scan-order.ts'

interface Repair {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/**
 * The item was here at that instant, so every loan that covered it was over by then: those that ended later are corrected, and what they cost
 * after it is taken back.
 */
export function endPastLoansAt(at: string, scan: KnownScan, evidence: ItemEvidence): Repair {
  const { barcode } = evidence.item!
  const covering = evidence.pastLoans.filter(
    loan =>
      milliseconds(loan.lentAt) <= milliseconds(at) &&
      milliseconds(at) < milliseconds(loan.endedAt) &&
      !beganWith(scan, loan.lentAt, evidence),
  )
  // In doubt nobody's loan is cut, but nobody pays for the doubt either.
  const doubtful = evidence.pastLoans.filter(loan => !covering.includes(loan) && loan.feeCents && mayCover(scan, loan, evidence))
  return {
    actions: [
      ...covering.map(({ patronId, lentAt }) => {
        const inFavour = { feeUntil: earliestOf(scan), renewedUntil: latestOf(scan, evidence.scans) }
        return { kind: 'correct-past-loan', barcode, patronId, lentAt, endedAt: at, ...inFavour, branch: scan.branch } as const
      }),
      ...doubtful.map(({ patronId, lentAt }) => {
        return { kind: 'correct-past-loan', barcode, patronId, lentAt, feeUntil: earliestOf(scan) } as const
      }),
    ],
    notes: [...covering, ...doubtful].some(loan => loan.feeCents) ? [{ code: 'fee-reversed', barcode }] : [],
  }
}

/** Neither certainly before the loan began nor certainly after it had ended. */
function mayCover(scan: KnownScan, { lentAt, endedAt }: PastLoan, evidence: ItemEvidence): boolean {
  const { scans } = evidence
  const at = (instant: string) => scans.find(one => milliseconds(one.at) === milliseconds(instant))
  const [began, ended] = [at(lentAt), at(endedAt)]
  if (!began || !ended || began === scan || ended === scan) return false
  return !cameBefore(scan, began, scans) && !cameBefore(ended, scan, scans) && !cameBefore(began, scan, scans)
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
