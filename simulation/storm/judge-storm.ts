import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../../sync/journal/entry.ts'

/** What the hub and its library hold when everything is home. */
export interface Found {
  /** Of every entry that the hub stored, by its key. */
  readonly outcomes: ReadonlyMap<string, Outcome | undefined>
  /** How often the library has the scan of an entry. */
  readonly scans: ReadonlyMap<string, number>
  /** Loans of each item, ended ones first, oldest first: patron, beginning, end. */
  readonly loans: ReadonlyMap<string, readonly LoanSpan[]>
}

export type LoanSpan = readonly [patronId: string, from: string, to: string | undefined]

export interface StormVerdict {
  readonly transactions: number
  /** Without an outcome, or of which the library knows nothing. */
  readonly lost: number
  /** That the library has more than once. */
  readonly doubled: number
  /** Items whose loans are not what they were in truth. */
  readonly wrong_items: number
  readonly asked: number
}

/** Everything recorded against everything found: the truth is the scans in the order of their true times. */
export function judgeStorm(recorded: readonly Entry[], { outcomes, scans, loans }: Found): StormVerdict {
  const keys = recorded.map(entry => entryKey(entry))
  const isLost = (key: string) => !outcomes.get(key) || !scans.has(key)
  const truth = trueLoans(recorded)
  return {
    transactions: recorded.length,
    lost: keys.filter(isLost).length,
    doubled: keys.filter(key => (scans.get(key) ?? 0) > 1).length,
    wrong_items: [...truth].filter(([item, spans]) => !sameLoans(spans, loans.get(item) ?? [])).length,
    asked: keys.filter(key => outcomes.get(key)?.kind === 'needs-person').length,
  }
}

function trueLoans(recorded: readonly Entry[]): Map<string, LoanSpan[]> {
  const open = new Map<string, readonly [patronId: string, from: string]>()
  const truth = new Map<string, LoanSpan[]>()
  const inTime = recorded.toSorted((a, b) => (a.at.wall < b.at.wall ? -1 : 1))
  for (const { transaction, at } of inTime) {
    if (transaction.kind !== 'checkout' && transaction.kind !== 'checkin') continue
    const { barcode } = transaction
    const spans = truth.get(barcode) ?? []
    truth.set(barcode, spans)
    const ended = open.get(barcode)
    if (ended) spans.push([...ended, at.wall])
    if (transaction.kind === 'checkout') open.set(barcode, [transaction.patronId, at.wall])
    else open.delete(barcode)
  }
  for (const [barcode, spans] of truth) if (open.has(barcode)) spans.push([...open.get(barcode)!, undefined])
  return truth
}

function sameLoans(truth: readonly LoanSpan[], found: readonly LoanSpan[]): boolean {
  return JSON.stringify(truth.map(span => span.map(instant))) === JSON.stringify(found.map(span => span.map(instant)))
}

/** `10:00:00Z` and `10:00:00.000Z` are one. */
function instant(text: string | undefined): string | undefined {
  return text?.replace(/\.0+Z$/, 'Z')
}
