import type { Action, ItemEvidence, PriorState } from '../evidence.ts'
import { milliseconds } from '../instant.ts'
import type { Loan } from '../loan.ts'

/**
 * What was found by a write that never was is lost again, with the fees for that, unless its patron has renewed it. Of several that never were, where
 * their loan `goesOn`, an earlier one may have found it.
 */
export function lostAsBefore(evidence: ItemEvidence, last: PriorState, goesOn?: Loan): readonly Action[] {
  const { item, fees, renewals } = evidence
  const { barcode } = item!
  const prior = foundBefore(last, evidence, goesOn) ?? last
  const { loan, status, mark } = prior
  const dropped = (prior.fees ?? []).filter(({ why, feeId }) => why === 'lost' && !fees.some(fee => fee.feeId === feeId))
  const lostAt = dropped.at(-1)?.at
  // Renewed after it was lost, or by more than the job believed: it was found, or never so late.
  const isRenewed = renewals.some(renewal => {
    if (renewal.patronId !== loan?.patronId || renewal.mark === mark) return false
    if (milliseconds(renewal.at) < milliseconds(loan.lentAt)) return false
    return renewal.dueOn > loan.dueOn || (lostAt !== undefined && milliseconds(renewal.at) > milliseconds(lostAt))
  })
  if (!status || isRenewed) return []
  const restored = dropped.map(fee => ({ kind: 'restore-fee', barcode, fee }) as const)
  return [{ kind: 'set-status', barcode, status }, ...restored]
}

/** As it was before an earlier write of this loan that never was either: a return, or a renewal. */
function foundBefore(last: PriorState, { priors, scans, renewals }: ItemEvidence, goesOn?: Loan): PriorState | undefined {
  const stands = ({ mark }: PriorState) => [...scans, ...renewals].some(one => one.mark === mark)
  return priors.slice(0, priors.indexOf(last)).find(prior => {
    const isItsLoan = goesOn && prior.loan?.patronId === goesOn.patronId && prior.loan.lentAt === goesOn.lentAt
    return prior.status === 'lost' && isItsLoan && !stands(prior)
  })
}
