import { Temporal } from 'temporal-polyfill'
import type { KnownRenewal, PastLoan } from '../../../circulation/evidence.ts'
import type { Loan } from '../../../circulation/loan.ts'

/** What a day too late costs; zone in which the days are counted. */
export interface FeeRule {
  readonly centsPerDay: number
  readonly mostCents: number
  readonly zone: string
  /** The library's day where it is not today: no day after it is counted. */
  readonly today?: string
}

interface End {
  readonly at: string
  readonly branch: string
  readonly mark?: string
  /** Nothing is owed for what came after this, though the loan ended later. */
  readonly feeUntil?: string
  /** What was renewed until then counts, though the loan ended earlier. */
  readonly renewedUntil?: string
}

/** A loan that ended at that instant, with its fee and the day it was due by then: a renewal made after the end is void. */
export function endedLoan(loan: Loan, end: End, renewals: readonly KnownRenewal[], rule: FeeRule): PastLoan {
  const { at: endedAt, branch: endedAtBranch, mark, feeUntil = endedAt, renewedUntil = endedAt } = end
  const due = { ...loan, dueOn: dueAt(loan, renewedUntil, renewals) }
  const favour = isAfter(endedAt, feeUntil) ? { chargedUntil: feeUntil } : {}
  return { ...due, endedAt, endedAtBranch, ...(mark && { endedBy: mark }), feeCents: overdueFee(due, feeUntil, rule), ...favour }
}

/** The fee of a loan that has ended, in cents, in its patron's favour where its end is not known to the minute. */
export function feeOf(loan: PastLoan, rule: FeeRule): number {
  return overdueFee(loan, loan.chargedUntil ?? loan.endedAt, rule)
}

/** In cents; nothing on the due day itself. */
export function overdueFee({ dueOn }: Loan, endedAt: string, { centsPerDay, mostCents, zone, today }: FeeRule): number {
  const ended = Temporal.Instant.from(endedAt).toZonedDateTimeISO(zone).toPlainDate().toString()
  const day = today !== undefined && today < ended ? today : ended
  const days = Temporal.PlainDate.from(dueOn).until(day).days
  return Math.min(mostCents, Math.max(0, days) * centsPerDay)
}

/** The day that counted at that instant, whatever was renewed after it. */
export function dueAt(loan: Loan, at: string, renewals: readonly KnownRenewal[]): string {
  const own = renewalsOf(loan, renewals)
  if (!own.some(renewal => isAfter(renewal.at, at))) return loan.dueOn
  const before = own.filter(renewal => !isAfter(renewal.at, at)).map(({ dueOn }) => dueOn)
  return [own[0]!.dueBefore, ...before].reduce(later)
}

/** Renewals of the loan, in the order in which the system learnt of them. */
export function renewalsOf(
  { patronId, lentAt }: Pick<Loan, 'patronId' | 'lentAt'>,
  renewals: readonly KnownRenewal[],
): readonly KnownRenewal[] {
  return renewals.filter(renewal => renewal.patronId === patronId && isAfter(renewal.at, lentAt))
}

export function later(a: string, b: string): string {
  return a > b ? a : b
}

/** Whether one instant is after the other. */
export function isAfter(a: string, b: string): boolean {
  return Temporal.Instant.compare(a, b) > 0
}
