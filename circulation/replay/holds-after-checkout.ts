import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { milliseconds } from './scan-order.ts'

interface HoldChanges {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/** A loan fills the patron's own hold, undoes its expiry, and puts back the hold of somebody else for whom the item was set aside. */
export function holdsAfterCheckout(scan: KnownScan, evidence: ItemEvidence): HoldChanges {
  const { at } = scan
  const { barcode } = evidence.item!
  const own = ownHold(scan, evidence)
  const others = evidence.holds.filter(hold => hold !== own && isSetAside(hold, barcode))
  const expiries = ownExpiries(scan, evidence)
  return {
    actions: [
      ...others.map(({ holdId }) => ({ kind: 'put-hold-back', holdId, at }) as const),
      ...(own ? [{ kind: 'fill-hold', holdId: own.holdId, at } as const] : []),
      ...expiries,
    ],
    notes: [
      ...others.map(({ holdNumber }) => ({ code: 'hold-put-back', barcode, holdNumber }) as const),
      ...(own ? [{ code: 'hold-filled', barcode, holdNumber: own.holdNumber } as const] : []),
      ...(expiries.length ? [{ code: 'fee-reversed', barcode } as const] : []),
    ],
  }
}

/** The patron had it, so their hold on it did not expire after that: it is filled instead, without the fee. */
export function ownExpiries({ at, patronId }: KnownScan, { item, fees }: ItemEvidence): readonly Action[] {
  const by = milliseconds(at)
  return fees
    .filter(fee => fee.why === 'hold-expired' && fee.patronId === patronId && milliseconds(fee.at) > by)
    .filter(({ hold }) => !hold || milliseconds(hold.placedAt) <= by)
    .flatMap(({ feeId, hold }): readonly Action[] => [
      { kind: 'drop-fee', barcode: item!.barcode, feeId },
      ...(hold ? [{ kind: 'restore-hold', hold } as const, { kind: 'fill-hold', holdId: hold.holdId, at } as const] : []),
    ])
}

/** The patron's hold that this loan fills: placed before it; with this copy, with none, or else with another, which then is free. */
export function ownHold({ at, patronId }: KnownScan, evidence: ItemEvidence): Hold | undefined {
  const { barcode } = evidence.item!
  const mine = evidence.holds.filter(hold => hold.patronId === patronId && milliseconds(hold.placedAt) <= milliseconds(at))
  return mine.find(hold => isSetAside(hold, barcode)) ?? mine.find(({ state }) => state.kind === 'queued') ?? mine[0]
}

export function isSetAside({ state }: Hold, barcode: string): boolean {
  return state.kind !== 'queued' && state.barcode === barcode
}
