import type { Action, ItemEvidence, PriorState } from '../evidence.ts'

/** What was found by a write that never was is lost again, with the fees for that. */
export function lostAsBefore({ item, fees }: ItemEvidence, prior: PriorState): readonly Action[] {
  const { barcode } = item!
  const dropped = (prior.fees ?? []).filter(({ why, feeId }) => why === 'lost' && !fees.some(fee => fee.feeId === feeId))
  const restored = dropped.map(fee => ({ kind: 'restore-fee', barcode, fee }) as const)
  return prior.status ? [{ kind: 'set-status', barcode, status: prior.status }, ...restored] : []
}
