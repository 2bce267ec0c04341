import type { Action, Fee, ItemEvidence, KnownScan, PriorState } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import { isSetAside } from './holds-after-checkout.ts'
import { earliestOf, milliseconds } from './scan-order.ts'

/** Whether each of these expiries, void because of a scan that never was, is void by what was scanned since as well. `later`: oldest first. */
export function areVoidAnyway(expired: readonly Fee[], later: readonly KnownScan[]): boolean {
  return expired.every(({ at, hold }) => {
    const last = later.findLast(scan => milliseconds(earliestOf(scan)) < milliseconds(at))
    return last?.kind === 'checkout' || (last?.kind === 'checkin' && last.branch !== hold?.pickup.branch)
  })
}

/**
 * A loan that never was had voided these expiries, and the copy has been seen only after them: they stand, with their fees. Undefined where the
 * holds have gone on since, or somebody else waits, whose turn the copy might have been.
 */
export function expiredAgain(
  own: KnownScan,
  expired: readonly Fee[],
  later: readonly KnownScan[],
  { item, holds }: ItemEvidence,
  prior: PriorState,
): readonly Action[] | undefined {
  const { barcode } = item!
  const isExpired = ({ holdId }: Hold) => expired.some(({ hold }) => hold?.holdId === holdId)
  const cameLater = expired.every(({ at }) => later.every(scan => milliseconds(earliestOf(scan)) > milliseconds(at)))
  const isHere = (hold: Hold) => isExpired(hold) && (hold.state.kind === 'queued' || isSetAside(hold, barcode))
  if (own.kind !== 'checkout' || !cameLater || !prior.holds.every(isExpired)) return
  if (holds.length !== expired.length || !holds.every(isHere)) return
  return expired.flatMap(fee => [
    { kind: 'cancel-hold', holdId: fee.hold!.holdId, at: own.at } as const,
    { kind: 'restore-fee', barcode, fee } as const,
  ])
}
