import type { PastLoan } from '../../../circulation/evidence.ts'
import type { Item } from '../../../circulation/item.ts'
import type { Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { loanRuleFor, rulesFor } from '../../../circulation/rules-for.ts'
import type { CsvRow } from './csv-rows.ts'
import { count, dayOfTime, instant } from './fields.ts'
import { type KnownRows, referred } from './known-rows.ts'
import { type Remarks, RowProblem } from './report.ts'

/** A loan that is open, or one that is over. */
export type LoanRow = { readonly kind: 'open'; readonly loan: Loan } | { readonly kind: 'ended'; readonly loan: PastLoan }

/** Reasons for which the library has given the item up: the loan is over, though the item never came back. */
const givenUp = new Set(['lost', 'longoverdue', 'lost-and-paid', 'claimsreturned', 'claimsneverreturned', 'claimsneverout'])

/**
 * One loan. One whose fees alone have stopped (`MAXFINES`) is open: the item is out. One that was given up has no time of its end; its due
 * time stands for it. Throws `RowProblem`.
 */
export function loanOf(row: CsvRow, known: KnownRows, remarks: Remarks): LoanRow {
  const { zone, items, patrons } = known
  const item = referred(items, row.cell('barcode'), 'barcode', 'items.csv')
  const patron = referred(patrons, row.cell('card'), 'card', 'patrons.csv')
  const lentAt = instant(row.cell('checked_out'), 'checked_out', zone)
  const dueOn = dayOfTime(row.cell('due'), 'due', zone)
  const endedAt = instant(row.cell('checked_in'), 'checked_in', zone)
  if (!lentAt) throw new RowProblem('checked_out is empty')
  if (!dueOn) throw new RowProblem('due is empty')
  const branch = branchOfLoan(row.cell('branch'), item, known, remarks, row.line)
  const loan = { barcode: item.barcode, patronId: patron.patronId, lentAt, dueOn, renewals: 0, branch }
  const endedAtBranch = row.cell('checkin_branch') || branch
  if (endedAt) return { kind: 'ended', loan: { ...loan, endedAt, endedAtBranch } }
  if (givenUp.has(row.cell('stop_reason').toLowerCase()))
    return { kind: 'ended', loan: { ...loan, endedAt: instant(row.cell('due'), 'due', zone)!, endedAtBranch } }
  return { kind: 'open', loan: { ...loan, renewals: renewalsOf(row, item, patron, loan, known) } }
}

function branchOfLoan(branch: string, { homeBranch }: Item, { branches }: KnownRows, remarks: Remarks, line: number): string {
  if (branches.has(branch)) return branch
  const told = branch === '' ? 'the branch of a loan is empty' : `branch ${branch} is not in branches.csv`
  remarks.add(`loans.csv: ${told}; the item's own branch stands for it`, 'loans.csv', line)
  return homeBranch
}

/** How often it was renewed; where the file counts down instead, from what the rules allow. */
function renewalsOf(row: CsvRow, item: Item, patron: Patron, { branch, dueOn }: Loan, known: KnownRows): number {
  const done = count(row.cell('renewals'), 'renewals')
  if (done !== undefined) return done
  const left = count(row.cell('renewals_left'), 'renewals_left')
  if (left === undefined) return 0
  const place = { branch: known.branches.get(branch)!, rules: rulesFor(known.rules, dueOn), registerComplete: true }
  return Math.max(0, loanRuleFor(item, patron, place).renewals - left)
}

/** A loan and where it stands in the file. */
export interface LoanAt {
  readonly line: number
  readonly loan: Loan
}

/** An item has one open loan, the latest; the others are told with the line of that one. */
export function latestOf(open: readonly LoanAt[]): { readonly kept: readonly LoanAt[]; readonly older: readonly LeftAt[] } {
  const latest = new Map<string, LoanAt>()
  for (const one of open) {
    const other = latest.get(numberKey(one.loan.barcode))
    if (!other || one.loan.lentAt >= other.loan.lentAt) latest.set(numberKey(one.loan.barcode), one)
  }
  const winner = ({ loan }: LoanAt) => latest.get(numberKey(loan.barcode))!
  return {
    kept: open.filter(one => winner(one) === one),
    older: open
      .filter(one => winner(one) !== one)
      .map(one => ({ line: one.line, reason: `${one.loan.barcode} has a later open loan in line ${winner(one).line}` })),
  }
}

interface LeftAt {
  readonly line: number
  readonly reason: string
}
