import { applyTransaction, foldTransactions, looksBack } from '../../circulation/apply-transaction.ts'
import type { KnownHold, Ledger, Recorded } from '../../circulation/ledger.ts'
import { entryKey, isReplayed } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import { keptKey } from './kept-key.ts'

/** The entry as the rules fold it. */
export function recordedOf({ station, epoch, sequence, at, branch, stopId, transaction }: Entry): Recorded {
  return { id: { station, epoch, sequence }, at: at.wall, branch, ...(stopId && { stopId }), transaction }
}

/**
 * The entries that the register does not show yet: without an outcome, with one that came into a later version than ours, or a payment that waits for
 * a person. An earlier entry
 * that one of them looks back at comes along, since an undo means nothing without what it undoes.
 */
export function pendingEntries(
  entries: readonly Entry[],
  outcomes: ReadonlyMap<string, OutcomeMessage>,
  registerVersion: number,
): readonly Entry[] {
  const isPending = (entry: Entry) => {
    const told = outcomes.get(keptKey(entry))
    if (!isReplayed(entry.transaction)) return false
    return told === undefined || told.inVersion > registerVersion || isInCashBox(entry, told, entries)
  }
  const pending = new Set(entries.filter(isPending))
  const targets = new Set<string>()
  for (const { transaction } of pending) {
    if (transaction.kind === 'undo' || transaction.kind === 'move') targets.add(entryKey(transaction.target))
  }
  if (targets.size === 0) return [...pending]
  return entries.filter(entry => pending.has(entry) || targets.has(keptKey(entry)))
}

/** Applied, and in the version that is here. */
export function isInRegister(outcomes: ReadonlyMap<string, OutcomeMessage>, registerVersion: number): InRegister {
  return entry => {
    const told = outcomes.get(keptKey(entry))
    const isWritten = told && ['applied', 'applied-with-note', 'already-applied'].includes(told.outcome.kind)
    return isWritten === true && told.inVersion <= registerVersion
  }
}

/** Paid at this desk and not in the account until a person has seen to it: nobody is asked for it a second time. */
function isInCashBox(entry: Entry, { outcome }: OutcomeMessage, entries: readonly Entry[]): boolean {
  if (entry.transaction.kind !== 'payment' || outcome.kind !== 'needs-person') return false
  const key = keptKey(entry)
  return !entries.some(({ transaction }) => transaction.kind === 'undo' && entryKey(transaction.target) === key)
}

/** Whether the register shows what became of an entry of ours. */
export type InRegister = (entry: Entry) => boolean

/** Folds them anew, in the journal's order. What was paid, is in the register and was taken back since is owed again. */
export function foldPending(pending: readonly Entry[], known: KnownHold, inRegister: InRegister = () => false): Ledger {
  const ledger = foldTransactions(pending.map(recordedOf), known)
  const payments = new Map(ledger.payments)
  const byKey = new Map(pending.map(entry => [keptKey(entry), entry]))
  for (const { transaction } of pending) {
    const target = transaction.kind === 'undo' ? byKey.get(entryKey(transaction.target)) : undefined
    if (target?.transaction.kind !== 'payment' || !inRegister(target)) continue
    const { patronId, cents } = target.transaction
    payments.set(patronId, (payments.get(patronId) ?? 0) - cents)
  }
  return { ...ledger, payments }
}

/** One more entry on top; undefined where it changes the meaning of earlier ones, so that all must be folded anew. */
export function withEntry(ledger: Ledger, entry: Entry, known: KnownHold): Ledger | undefined {
  return looksBack(entry.transaction) ? undefined : applyTransaction(ledger, recordedOf(entry), known)
}
