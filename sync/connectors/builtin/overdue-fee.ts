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

/** A loan that ended at that instant, with its fee. A renewal made after the end is void for it. */
export function endedLoan(
  loan: Loan,
  end: { readonly at: string; readonly branch: string; readonly mark?: string },
  renewals: readonly KnownRenewal[],
  rule: FeeRule,
): PastLoan {
  const { at: endedAt, branch: endedAtBranch, mark } = end
  const ended = { ...loan, endedAt, endedAtBranch, ...(mark && { endedBy: mark }) }
  return { ...ended, feeCents: overdueFee({ ...loan, dueOn: dueAt(loan, endedAt, renewals) }, endedAt, rule) }
}

/** In cents; nothing on the due day itself. */
export function overdueFee({ dueOn }: Loan, endedAt: string, { centsPerDay, mostCents, zone, today }: FeeRule): number {
  const ended = Temporal.Instant.from(endedAt).toZonedDateTimeISO(zone).toPlainDate().toString()
  const day = today !== undefined && today < ended ? today : ended
  const days = Temporal.PlainDate.from(dueOn).until(day).days
  return Math.min(mostCents, Math.max(0, days) * centsPerDay)
}

function dueAt(loan: Loan, at: string, renewals: readonly KnownRenewal[]): string {
  const void_ = renewals.filter(
    renewal => renewal.patronId === loan.patronId && isAfter(renewal.at, loan.lentAt) && isAfter(renewal.at, at),
  )
  const first = void_.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))[0]
  return first?.dueBefore ?? loan.dueOn
}

function isAfter(a: string, b: string): boolean {
  return Temporal.Instant.compare(a, b) > 0
}
