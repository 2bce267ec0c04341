import { Temporal } from 'temporal-polyfill'
import type { Action, ItemEvidence, PastLoan } from '../evidence.ts'
import type { Loan } from '../loan.ts'
import type { Renewal } from '../transaction.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
} from './happening.ts'
import { asKnownByNow, latestOf, milliseconds } from './scan-order.ts'
import { foundAgain } from './what-covered.ts'

/** A renewal belongs to the patron's loan that covers it, whenever that loan becomes known; it is a claim and moves no book. */
export function replayRenewal(x: Happening<Renewal>, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  const evidence = facts.item
  if (!evidence?.item) return ask('unknown-item', ['correct-barcode', 'write-off'])
  const { patronId } = x.transaction
  const open = evidence.loan?.patronId === patronId && begunBy(x, evidence.loan, evidence) ? evidence.loan : undefined
  if (open) return extend(x, open, evidence)
  const own = evidence.pastLoans.findLast(loan => loan.patronId === patronId && begunBy(x, loan, evidence))
  if (own && milliseconds(x.at) - x.uncertaintyMs < lastEnd(own, evidence)) return correctPast(x, own, evidence)
  const { barcode } = evidence.item
  const mayComeYet = evidence.scans.some(scan => scan.unsent && scan.kind === 'checkout')
  if (!own && (mayComeYet || (facts.waitedMs ?? 0) < policy.renewalPatienceMs) && !coveredByAnother(x, evidence))
    return { kind: 'wait' }
  return historyOnly([], [{ code: 'renewal-void', barcode }])
}

function extend(x: Happening<Renewal>, loan: Loan, evidence: ItemEvidence): ReplayDecision {
  const { barcode } = evidence.item!
  const promisedOn = x.transaction.dueOn
  const dueOn = later(loan.dueOn, promisedOn)
  const { item, fees } = evidence
  const lostAt = fees.findLast(({ why }) => why === 'lost')?.at
  // Declared lost since, though it was not due any later than the job believed: that stands.
  const wasLost = lostAt !== undefined && milliseconds(lostAt) > milliseconds(x.at) && dueOn === loan.dueOn
  const reopened = item!.circulationStatus === 'lost' && !wasLost ? foundAgain(evidence).actions : []
  const actions: Action[] = [
    {
      kind: 'renew-loan',
      barcode,
      patronId: loan.patronId,
      dueOn,
      ...(dueOn !== promisedOn && { promisedOn }),
      at: inFavour(x, loan),
    },
    ...reopened,
  ]
  return applied(actions, dueOn === x.transaction.dueOn ? [] : [{ code: 'due-date-differs', barcode, dueOn }])
}

function correctPast(
  x: Happening<Renewal>,
  { patronId, lentAt, dueOn, feeCents }: Loan & { feeCents?: number },
  evidence: ItemEvidence,
) {
  const { barcode } = evidence.item!
  const promisedOn = x.transaction.dueOn
  const renewed = { dueOn: later(dueOn, promisedOn), promisedOn, renewedAt: inFavour(x, { lentAt }) }
  const corrected: Action = { kind: 'correct-past-loan', barcode, patronId, lentAt, ...renewed }
  return historyOnly([corrected], feeCents ? [{ code: 'fee-reversed', barcode }] : [])
}

/** The latest instant at which the loan may have ended: within the clocks' uncertainty the patron is favoured. */
function lastEnd({ endedAt }: PastLoan, { scans }: ItemEvidence): number {
  const by = scans.find(({ at }) => at === endedAt)
  return by ? milliseconds(latestOf(by, [])) : milliseconds(endedAt)
}

function coveredByAnother(x: Happening<Renewal>, evidence: ItemEvidence): boolean {
  const { loan, pastLoans } = evidence
  const other = [...pastLoans.filter(({ endedAt }) => milliseconds(endedAt) > milliseconds(x.at)), ...(loan ? [loan] : [])]
  return other.some(one => one.patronId !== x.transaction.patronId && beginning(one, evidence) <= milliseconds(x.at))
}

function begunBy(x: Happening, loan: Loan, evidence: ItemEvidence): boolean {
  return beginning(loan, evidence) <= milliseconds(x.at) + x.uncertaintyMs
}

/** Where its scan's clock is known better by now than when the loan was written, that counts. */
function beginning({ lentAt }: Loan, { scans }: ItemEvidence): number {
  const by = scans.find(({ kind, at }) => kind === 'checkout' && at === lentAt)
  return milliseconds(by ? asKnownByNow(by).at : lentAt)
}

/** The earliest instant at which it may have been: a return that may have come after it does not make it void. Within its loan, wherever that was put. */
function inFavour({ at, uncertaintyMs }: Happening, { lentAt }: Pick<Loan, 'lentAt'>): string {
  const earliest = Math.max(milliseconds(at) - uncertaintyMs, milliseconds(lentAt) + 1)
  return earliest === milliseconds(at) ? at : Temporal.Instant.fromEpochMilliseconds(earliest).toString()
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
