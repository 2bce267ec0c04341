import { isCaughtWith } from './hold-turn.ts'
import type { Item, ItemStatus } from './item.ts'
import { isPendingHold, type Ledger, type PendingRenewal } from './ledger.ts'
import type { Hold, Loan } from './loan.ts'
import { numberKey } from './numbers.ts'
import type { ItemFacts, KnownLoan, PatronFacts } from './truth.ts'

/** The register's word about an item with this station's pending transactions on top. */
export function withPendingItem(register: ItemFacts, ledger: Ledger): ItemFacts {
  const key = numberKey(register.barcode)
  const pendingLoan = ledger.loans.get(key)
  const loan = pendingLoan === undefined ? renewed(register.loan, ledger.renewals.get(key)) : pendingLoan
  const item = register.item && withStatus(register.item, ledger.statuses.get(key))
  const asked = pendingHolds(ledger, register.holds, hold => hold.titleId === item?.titleId)
  return {
    barcode: register.barcode,
    ...(item ? { item } : {}),
    ...(loan ? { loan } : {}),
    ...(pendingLoan === null && register.loan ? { endedHere: register.loan } : {}),
    holds: [...withPendingHolds(register.holds, ledger), ...asked],
  }
}

/** The register's word about a patron with the pending transactions on top; `itemOf` finds the items of loans made here. */
export function withPendingPatron(
  register: PatronFacts,
  ledger: Ledger,
  itemOf: (barcode: string) => Item | undefined,
): PatronFacts {
  const { patronId } = register.patron
  const kept = register.loans.filter(loan => !ledger.loans.has(numberKey(loan.barcode)))
  const lentHere = [...ledger.loans.values()].filter(loan => loan?.patronId === patronId) as Loan[]
  const asked = pendingHolds(ledger, register.holds, hold => hold.patronId === patronId)
  const paid = ledger.payments.get(patronId) ?? 0
  const { feesCents } = register.patron
  return {
    ...register,
    ...(paid !== 0 && { patron: { ...register.patron, feesCents: Math.max(Math.min(0, feesCents), feesCents - paid) } }),
    loans: [
      ...kept.map(loan => ({ ...loan, ...renewed(loan, ledger.renewals.get(numberKey(loan.barcode))) })),
      ...lentHere.map(loan => withItem(loan, itemOf(loan.barcode))),
    ],
    holds: [...withPendingHolds(register.holds, ledger), ...asked],
  }
}

function withItem(loan: Loan, item: Item | undefined): KnownLoan {
  return item ? { ...loan, item } : loan
}

function renewed(loan: Loan | undefined, renewal: PendingRenewal | undefined): Loan | undefined {
  if (!loan || renewal?.patronId !== loan.patronId) return loan
  const dueOn = renewal.dueOn > loan.dueOn ? renewal.dueOn : loan.dueOn
  return { ...loan, dueOn, renewals: loan.renewals + renewal.times }
}

/** A scan proves that the item is neither lost nor missing; that it is withdrawn or not for loan stays so. */
function withStatus(item: Item, pending: ItemStatus | undefined): Item {
  const isFound = pending === 'ok' && ['lost', 'missing', 'claims-returned'].includes(item.circulationStatus)
  return isFound ? { ...item, circulationStatus: 'ok' } : item
}

/** Holds as the register lists them, with what became of them here; the order stays. Filled ones are gone. */
export function withPendingHolds(holds: readonly Hold[], ledger: Ledger): Hold[] {
  return holds.flatMap(hold => {
    const pending = ledger.holds.get(hold.holdId)
    if (pending === null) return []
    if (pending) return [{ ...hold, state: pending.state }]
    return [lentAway(hold, ledger) ? { ...hold, state: { kind: 'queued' } as const } : hold]
  })
}

/** The copy kept for this hold was lent here, or caught for another: the hold is back in its place in the queue. */
function lentAway({ state }: Hold, ledger: Ledger): boolean {
  if (state.kind === 'queued') return false
  if (ledger.loans.get(numberKey(state.barcode))) return true
  return [...ledger.holds.values()].some(other => other && isCaughtWith(other, state.barcode))
}

/** Holds asked for here stand last in the queue, until the library system has them itself. */
function pendingHolds(ledger: Ledger, known: readonly Hold[], concerns: (hold: Hold) => boolean): Hold[] {
  const isKnown = (asked: Hold) => known.some(hold => hold.titleId === asked.titleId && hold.patronId === asked.patronId)
  return [...ledger.holds.values()]
    .filter(hold => hold !== null)
    .filter(hold => isPendingHold(hold) && concerns(hold) && !isKnown(hold))
}
