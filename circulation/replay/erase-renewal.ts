import type { Action, ItemEvidence, PriorState } from '../evidence.ts'
import { lostAsBefore } from './lost-as-before.ts'

/**
 * A renewal that never was: its loan, open or ended since, is due as the promise and its other renewals say, and its fee goes by that. What it had
 * found, or what a return that never was either had found before it, is lost again, unless that loan was renewed or has ended since. Undefined where the system does not know the renewal by its mark.
 */
export function eraseRenewal(evidence: ItemEvidence, prior: PriorState): readonly Action[] | undefined {
  const { renewals, loan, item } = evidence
  const renewal = renewals.find(({ mark }) => mark === prior.mark)
  if (!renewal) return
  const renewed = [prior.loan, ...(prior.pastLoans ?? [])]
  const stands = loan && renewed.some(one => one?.lentAt === loan.lentAt && one.patronId === loan.patronId)
  const others = { ...evidence, renewals: renewals.filter(one => one !== renewal) }
  const lost = stands ? lostAsBefore(others, prior, loan) : []
  return [{ kind: 'void-renewal', barcode: item!.barcode, mark: prior.mark }, ...lost]
}
