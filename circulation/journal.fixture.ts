import { bus } from './desk.fixture.ts'
import type { Recorded } from './ledger.ts'
import type { Checkin, Checkout, EntryId, Transaction } from './transaction.ts'

export function checkout(change: Partial<Checkout> = {}): Checkout {
  return {
    kind: 'checkout',
    barcode: 'X1',
    card: 'CARD-ANNA',
    patronId: 'anna',
    visitId: 'v1',
    dueOn: '2026-12-15',
    overrides: [],
    ...change,
  }
}

export function checkin(change: Partial<Checkin> = {}): Checkin {
  return { kind: 'checkin', barcode: 'X1', destination: { kind: 'shelf' }, ...change }
}

/** A run of this station's entries, one minute apart, at the bus's stop S1; the first has sequence 1. */
export function journal(...transactions: readonly Transaction[]): Recorded[] {
  return transactions.map((transaction, index) => ({
    id: entry(index + 1),
    at: `2026-11-17T08:${String(index).padStart(2, '0')}:00Z`,
    branch: bus.branch,
    stopId: 'S1',
    transaction,
  }))
}

export function entry(sequence: number): EntryId {
  return { station: 'bus-1', epoch: 'e1', sequence }
}
