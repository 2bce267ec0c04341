import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import { cameBefore, earliestOf, milliseconds, scansIn } from './scan-order.ts'

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
  return {
    actions: covering.map(({ patronId, lentAt }) => ({
      kind: 'correct-past-loan',
      barcode,
      patronId,
      lentAt,
      endedAt: at,
      feeUntil: earliestOf(scan),
      branch: scan.branch,
    })),
    notes: covering.some(loan => loan.feeCents) ? [{ code: 'fee-reversed', barcode }] : [],
  }
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
