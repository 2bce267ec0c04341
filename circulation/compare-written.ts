import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence } from './evidence.ts'
import type { Loan } from './loan.ts'
import { milliseconds } from './replay/scan-order.ts'

/** Where a library system shows something else than was written. i18n `difference.<kind>`. */
export type DifferenceKind =
  /** The loan is not there, or stands on somebody else. */
  | 'loan-missing'
  | 'other-patron'
  /** It was to end. */
  | 'still-on-loan'
  /** The system stamped it with another day or branch, or reckoned another due day. */
  | 'other-day'
  | 'other-branch'
  | 'due-date'
  /** The hold that was to be caught waits in the queue. */
  | 'hold-not-caught'

export interface Difference {
  readonly kind: DifferenceKind
  readonly barcode: string
  /** What was written, and what stands: a patron's id, a day, a branch, a hold's id. */
  readonly written?: string
  readonly found?: string
}

/** `unknown`: the system does not tell enough. */
export type Compared = readonly Difference[] | 'unknown'

/**
 * Compares what was last written about an item with what its library system shows now. What happened to the item since then is no difference. Days
 * are days of the zone.
 */
export function compareWritten(actions: readonly Action[], evidence: ItemEvidence, zone: string): Compared {
  if (!evidence.item || evidence.seen) return 'unknown'
  const last = actions.findLast(({ kind }) => isAboutLoan(kind))
  const holds = actions.flatMap(action => (action.kind === 'catch-hold' ? notCaught(action, evidence) : []))
  if (!last) return holds
  if (last.kind === 'begin-loan') return [...lent(last, evidence, zone), ...holds]
  if (last.kind === 'renew-loan') return [...renewed(last, evidence), ...holds]
  if (last.kind === 'end-loan') return [...ended(last, evidence, zone), ...holds]
  return holds
}

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>

function isAboutLoan(kind: Action['kind']): boolean {
  return kind === 'begin-loan' || kind === 'renew-loan' || kind === 'end-loan' || kind === 'erase-loan' || kind === 'restore-loan'
}

function lent(action: ActionOf<'begin-loan'>, evidence: ItemEvidence, zone: string): readonly Difference[] {
  const { barcode, patronId, at, branch, dueOn } = action
  const { loan, pastLoans } = evidence
  const past = pastLoans.findLast(one => one.patronId === patronId && sameDay(one.lentAt, at, zone))
  const found = loan?.patronId === patronId ? loan : past
  if (!found) {
    if (seenSince(at, evidence)) return []
    const other = loan ? ({ kind: 'other-patron', found: loan.patronId } as const) : ({ kind: 'loan-missing' } as const)
    return [{ ...other, barcode, written: patronId }]
  }
  if (found === loan && seenSince(at, withoutLoan(evidence, loan))) return []
  return [
    ...stamped(barcode, { at, branch }, { at: found.lentAt, branch: found.branch }, zone),
    ...(found === loan && found.renewals === 0 ? dueDate(barcode, dueOn, found) : []),
  ]
}

function renewed({ barcode, patronId, dueOn, at }: ActionOf<'renew-loan'>, evidence: ItemEvidence): readonly Difference[] {
  const { loan, renewals } = evidence
  if (loan?.patronId !== patronId || seenSince(at, evidence)) return []
  const later = renewals.some(renewal => renewal.patronId === patronId && milliseconds(renewal.at) > milliseconds(at))
  return later || loan.dueOn > dueOn ? [] : dueDate(barcode, dueOn, loan)
}

function ended(action: ActionOf<'end-loan'>, evidence: ItemEvidence, zone: string): readonly Difference[] {
  const { barcode, patronId, at, branch } = action
  const { loan, pastLoans } = evidence
  const isOpen = loan && loan.patronId === patronId && milliseconds(loan.lentAt) < milliseconds(at)
  if (isOpen) return [{ kind: 'still-on-loan', barcode, written: patronId }]
  const past = pastLoans.findLast(one => one.patronId === patronId && milliseconds(one.lentAt) <= milliseconds(at))
  // Ended still earlier by something that came to light since.
  if (!past || milliseconds(past.endedAt) < milliseconds(at)) return []
  return stamped(barcode, { at, branch }, { at: past.endedAt, branch: past.endedAtBranch }, zone)
}

interface Stamp {
  readonly at: string
  readonly branch: string
}

function stamped(barcode: string, written: Stamp, found: Stamp, zone: string): readonly Difference[] {
  const [day, shown] = [dayOf(written.at, zone), dayOf(found.at, zone)]
  return [
    ...(day === shown ? [] : [{ kind: 'other-day', barcode, written: day, found: shown } as const]),
    ...(written.branch === found.branch
      ? []
      : [{ kind: 'other-branch', barcode, written: written.branch, found: found.branch } as const]),
  ]
}

function dueDate(barcode: string, dueOn: string, loan: Loan): readonly Difference[] {
  return loan.dueOn === dueOn ? [] : [{ kind: 'due-date', barcode, written: dueOn, found: loan.dueOn }]
}

function notCaught({ barcode, holdId, at }: ActionOf<'catch-hold'>, evidence: ItemEvidence): readonly Difference[] {
  const hold = evidence.holds.find(one => one.holdId === holdId)
  if (hold?.state.kind !== 'queued' || evidence.loan || seenSince(at, evidence)) return []
  return [{ kind: 'hold-not-caught', barcode, written: holdId }]
}

function seenSince(at: string, { scans, loan, pastLoans }: ItemEvidence): boolean {
  const instants = [...scans.map(scan => scan.at), ...(loan ? [loan.lentAt] : []), ...pastLoans.map(({ endedAt }) => endedAt)]
  return instants.some(instant => milliseconds(instant) > milliseconds(at))
}

/** A loan that the system has stamped with its own time is no later event. */
function withoutLoan(evidence: ItemEvidence, { lentAt }: Loan): ItemEvidence {
  const { loan: _, ...rest } = evidence
  return { ...rest, scans: rest.scans.filter(({ kind, at }) => kind !== 'checkout' || at !== lentAt) }
}

function sameDay(a: string, b: string, zone: string): boolean {
  return dayOf(a, zone) === dayOf(b, zone)
}

function dayOf(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}
