import { isCaughtWith } from './hold-turn.ts'
import type { ItemStatus } from './item.ts'
import { type KnownHold, type Ledger, type PendingRenewal, pendingHoldId, type Recorded } from './ledger.ts'
import type { Hold, Loan } from './loan.ts'
import { numberKey } from './numbers.ts'
import { type Checkin, type Checkout, entryKey, type HoldRequest, type Move, type Renewal } from './transaction.ts'

/** Rows that one transaction sets; undefined takes a row out again. */
export interface LedgerChanges {
  readonly loans?: Rows<Loan | null>
  readonly renewals?: Rows<PendingRenewal>
  readonly holds?: Rows<Hold | null>
  readonly statuses?: Rows<ItemStatus>
  readonly payments?: Rows<number>
  readonly securityJobs?: Rows<boolean>
}

export type Rows<Value> = readonly (readonly [key: string, value: Value | undefined])[]

/** What one transaction changes, or undefined if it changes nothing by itself: undo and stop correction look back, desk events tell. */
export function ledgerChanges(ledger: Ledger, recorded: Recorded, known: KnownHold): LedgerChanges | undefined {
  const { transaction } = recorded
  switch (transaction.kind) {
    case 'checkout':
      return checkout(ledger, recorded, transaction)
    case 'checkin':
      return checkin(ledger, recorded, transaction, known)
    case 'renewal':
      return renewal(ledger, transaction)
    case 'move':
      return move(ledger, recorded, transaction)
    case 'hold-request':
      return holdRequest(recorded, transaction)
    case 'payment': {
      const { patronId, cents } = transaction
      return { payments: [[patronId, (ledger.payments.get(patronId) ?? 0) + cents]] }
    }
    case 'security-job':
      return { securityJobs: [[numberKey(transaction.barcode), transaction.secured]] }
    case 'security-done': {
      const key = numberKey(transaction.barcode)
      return ledger.securityJobs.get(key) === transaction.secured ? { securityJobs: [[key, undefined]] } : undefined
    }
    default:
      return undefined
  }
}

function checkout(ledger: Ledger, { at, branch }: Recorded, lent: Checkout): LedgerChanges {
  const barcode = numberKey(lent.barcode)
  const { patronId, dueOn, visitId, fillsHold } = lent
  const filled: Rows<Hold | null> = fillsHold === undefined ? [] : [[fillsHold, null]]
  return {
    loans: [[barcode, { barcode, patronId, lentAt: at, dueOn, renewals: 0, branch, visitId }]],
    renewals: [[barcode, undefined]],
    holds: [...backInQueue(ledger, barcode, fillsHold), ...filled],
    statuses: [[barcode, 'ok']],
  }
}

function checkin(ledger: Ledger, { branch }: Recorded, back: Checkin, known: KnownHold): LedgerChanges {
  const barcode = numberKey(back.barcode)
  const { destination } = back
  const holdId = destination.kind === 'hold' ? destination.holdId : undefined
  // A hold that was filled here meanwhile (null) is not caught again.
  const hold = holdId === undefined ? undefined : ledger.holds.has(holdId) ? ledger.holds.get(holdId) : known(holdId)
  const isHere = destination.kind === 'hold' && destination.branch === branch
  const caught: Rows<Hold | null> = hold
    ? [[hold.holdId, { ...hold, state: { kind: isHere ? 'waiting' : 'in-transit', barcode } }]]
    : []
  return {
    loans: [[barcode, null]],
    renewals: [[barcode, undefined]],
    holds: [...backInQueue(ledger, barcode, holdId), ...caught],
    statuses: [[barcode, 'ok']],
  }
}

/** A copy is caught for one hold at most: any other that it was kept for here goes back to its place in the queue. */
function backInQueue(ledger: Ledger, barcode: string, except: string | undefined): [string, Hold][] {
  return [...ledger.holds.values()]
    .filter(hold => hold !== null)
    .filter(hold => hold.holdId !== except && isCaughtWith(hold, barcode))
    .map(hold => [hold.holdId, { ...hold, state: { kind: 'queued' } }])
}

function renewal(ledger: Ledger, { barcode: number, patronId, dueOn }: Renewal): LedgerChanges | undefined {
  const barcode = numberKey(number)
  const loan = ledger.loans.get(barcode)
  if (loan === undefined) {
    const before = ledger.renewals.get(barcode)
    const times = before?.patronId === patronId ? before.times + 1 : 1
    return { renewals: [[barcode, { patronId, dueOn, times }]] }
  }
  // Returned or lent to another since: a renewal by card proves nothing about the book.
  if (loan?.patronId !== patronId) return undefined
  return { loans: [[barcode, { ...loan, dueOn, renewals: loan.renewals + 1 }]] }
}

function move(ledger: Ledger, { at, branch }: Recorded, moved: Move): LedgerChanges | undefined {
  const barcode = numberKey(moved.barcode)
  const { patronId, dueOn } = moved
  const loan = ledger.loans.get(barcode)
  // The loan itself went home before: the register still shows it on the first card.
  if (loan === undefined) {
    const renewals = [[barcode, undefined]] as const
    return { loans: [[barcode, { barcode, patronId, lentAt: at, dueOn, renewals: 0, branch }]], renewals }
  }
  return loan?.patronId === moved.fromPatronId ? { loans: [[barcode, { ...loan, patronId, dueOn }]] } : undefined
}

function holdRequest({ id, at }: Recorded, { titleId, patronId, pickup }: HoldRequest): LedgerChanges {
  const holdId = pendingHoldId(entryKey(id))
  const holdNumber = `*${id.sequence}`
  return { holds: [[holdId, { holdId, titleId, patronId, placedAt: at, pickup, holdNumber, state: { kind: 'queued' } }]] }
}
