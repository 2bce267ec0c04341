import { emptyLedger, type KnownHold, type Ledger, type Recorded } from './ledger.ts'
import { type LedgerChanges, ledgerChanges, type Rows } from './ledger-changes.ts'
import type { Transaction } from './transaction.ts'
import { whatStands } from './what-stands.ts'

/** True for what changes the meaning of earlier entries: after one of these the ledger must be folded anew. */
export function looksBack(transaction: Transaction): boolean {
  return transaction.kind === 'undo' || transaction.kind === 'move' || transaction.kind === 'stop-correction'
}

/** The ledger after one more transaction; the ledger given stays as it is. What `looksBack` needs `foldTransactions`. */
export function applyTransaction(ledger: Ledger, recorded: Recorded, known: KnownHold): Ledger {
  const changes = ledgerChanges(ledger, recorded, known)
  if (!changes) return ledger
  return {
    loans: withRows(ledger.loans, changes.loans),
    renewals: withRows(ledger.renewals, changes.renewals),
    holds: withRows(ledger.holds, changes.holds),
    statuses: withRows(ledger.statuses, changes.statuses),
    payments: withRows(ledger.payments, changes.payments),
    securityJobs: withRows(ledger.securityJobs, changes.securityJobs),
  }
}

/** The ledger of a run of transactions in the journal's order, with undos, moves and stop corrections taken at their word. */
export function foldTransactions(recorded: readonly Recorded[], known: KnownHold): Ledger {
  const ledger = {
    loans: new Map(emptyLedger.loans),
    renewals: new Map(emptyLedger.renewals),
    holds: new Map(emptyLedger.holds),
    statuses: new Map(emptyLedger.statuses),
    payments: new Map(emptyLedger.payments),
    securityJobs: new Map(emptyLedger.securityJobs),
  }
  for (const one of whatStands(recorded)) {
    const changes: LedgerChanges = ledgerChanges(ledger, one, known) ?? {}
    setRows(ledger.loans, changes.loans)
    setRows(ledger.renewals, changes.renewals)
    setRows(ledger.holds, changes.holds)
    setRows(ledger.statuses, changes.statuses)
    setRows(ledger.payments, changes.payments)
    setRows(ledger.securityJobs, changes.securityJobs)
  }
  return ledger
}

function withRows<Value>(map: ReadonlyMap<string, Value>, rows: Rows<Value> = []): ReadonlyMap<string, Value> {
  if (rows.length === 0) return map
  const copy = new Map(map)
  setRows(copy, rows)
  return copy
}

function setRows<Value>(map: Map<string, Value>, rows: Rows<Value> = []): void {
  for (const [key, value] of rows) {
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
}
