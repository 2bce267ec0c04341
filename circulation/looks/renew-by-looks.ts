import { Temporal } from 'temporal-polyfill'
import type { KnownScan } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  type LookFacts,
  markOf,
  type ReplayDecision,
  type ReplayFacts,
} from '../replay/happening.ts'
import { earliestOf, milliseconds } from '../replay/scan-order.ts'
import type { Renewal } from '../transaction.ts'
import type { Sighting } from './sighting.ts'

/** A renewal, where the system tells no times: it is of the loan that the patron has. */
export function renewByLooks(
  x: Happening<Renewal>,
  facts: ReplayFacts,
  policy: { readonly renewalPatienceMs: number },
): ReplayDecision {
  const { item, looks, waitedMs = 0 } = facts
  const { patronId, dueOn } = x.transaction
  const sightings = looks?.sightings ?? []
  const now = sightings.at(-1)
  if (!item?.item || !now) return ask('unknown-item', ['correct-barcode', 'write-off'])
  const { barcode } = item.item
  if (now.status === 'on-loan' && now.patronId === patronId) {
    const { dueOn: due } = now
    if (due === undefined || due < dueOn) return applied([{ kind: 'renew-loan', barcode, patronId, dueOn, at: x.at }], [])
    return applied([], laterDay(x, barcode, due))
  }
  if (loanIsToCome(x, item.scans)) return { kind: 'wait' }
  if (now.status === 'lost' && (now.patronId ?? patronId) === patronId) {
    const whether = wasLostSince(x, sightings)
    if (whether === 'yes')
      return applied([], [...laterDay(x, barcode, loanBefore(sightings)?.dueOn), ...perhapsEnded(x, barcode, sightings)])
    const isTheirs = now.patronId !== undefined && !now.holds
    return whether === 'no' && isTheirs ? lentAnew(x, barcode, looks!) : ask('declared-lost', ['try-again', 'leave-as-is'])
  }
  // This renewal has found it, once or more often, and the loan that was to follow did not come about.
  const own = markOf(x.id)
  const isHalfDone = now.by === own && now.status === 'in-house' && sightings.findLast(({ by }) => by !== own)?.status === 'lost'
  if (isHalfDone && !now.holds) return lentAnew(x, barcode, looks!)
  const ended = sightings.some(one => one.patronId === patronId && one.from <= x.at)
  const mayComeYet = item.scans.some(({ unsent, kind }) => unsent === 'next' && kind === 'checkout')
  if (!ended && (mayComeYet || waitedMs < policy.renewalPatienceMs)) return { kind: 'wait' }
  return historyOnly(
    [],
    [
      { code: 'renewal-void', barcode },
      { code: 'fee-to-check', barcode, patronId },
    ],
  )
}

/** The loan that it renews is still to be replayed, or waits for a person, also one on a card that nobody knows yet: the renewal waits with it. */
function loanIsToCome(x: Happening<Renewal>, scans: readonly KnownScan[]): boolean {
  const latest = milliseconds(x.at) + x.uncertaintyMs
  const mayBeTheirs = ({ patronId = '' }: KnownScan) => patronId === '' || patronId === x.transaction.patronId
  return scans.some(one => one.kind === 'checkout' && one.unsent && mayBeTheirs(one) && milliseconds(earliestOf(one)) <= latest)
}

/** The loan as it was last seen before it was declared lost. */
function loanBefore(sightings: readonly Sighting[]): Sighting | undefined {
  const before = sightings.findLast(({ status }) => status !== 'lost')
  return before?.status === 'on-loan' ? before : undefined
}

/** Whether it was declared lost after a renewal that made it due no later than the job believed: then that stands. */
function wasLostSince(
  { transaction, at, uncertaintyMs }: Happening<Renewal>,
  sightings: readonly Sighting[],
): 'yes' | 'no' | 'maybe' {
  const loan = loanBefore(sightings)
  if (loan?.dueOn !== undefined && loan.dueOn < transaction.dueOn) return 'no'
  const declared = sightings[sightings.findLastIndex(({ status }) => status !== 'lost') + 1]!
  if (milliseconds(declared.from) <= milliseconds(at) - uncertaintyMs) return 'no'
  return loan?.dueOn !== undefined && milliseconds(loan.to) >= milliseconds(at) + uncertaintyMs ? 'yes' : 'maybe'
}

/** Where nobody's list told whose the lost loan was, theirs may have ended before it, late by what was known then. */
function perhapsEnded({ transaction: { patronId } }: Happening<Renewal>, barcode: string, sightings: readonly Sighting[]) {
  return loanBefore(sightings)?.patronId === patronId ? [] : [{ code: 'fee-to-check', barcode, patronId } as const]
}

function laterDay({ transaction }: Happening<Renewal>, barcode: string, dueOn = transaction.dueOn): readonly OutcomeNote[] {
  return dueOn === transaction.dueOn ? [] : [{ code: 'due-date-differs', barcode, dueOn }]
}

/**
 * Declared lost meanwhile, which a renewal does not undo in such a system: found, and lent to the same patron again. A renewal costs nothing, however
 * late it is: a system that takes the day of a return is told one that is not late.
 */
function lentAnew(x: Happening<Renewal>, barcode: string, looks: LookFacts): ReplayDecision {
  const { transaction, at, branch } = x
  const { patronId, dueOn } = transaction
  return applied(
    [
      { kind: 'take-in', barcode, at, ...onTime(x, looks), branch },
      { kind: 'begin-loan', barcode, patronId, dueOn, at, branch },
    ],
    [
      { code: 'found-again', barcode },
      { code: 'fee-to-check', barcode, patronId },
      { code: 'trace-stays', barcode },
    ],
  )
}

/** The day on which the loan was due, where that was before the renewal; but never before the loan began. */
function onTime({ at, zone }: Happening, { sightings, can }: LookFacts): { readonly feeUntil?: string } {
  const { dueOn, since } = sightings.findLast(one => one.dueOn !== undefined) ?? {}
  if (!can.backdatedCheckin || dueOn === undefined) return {}
  const due = Temporal.PlainDate.from(dueOn).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds
  const from = Math.max(due, since === undefined ? 0 : milliseconds(since) + 1000)
  return from < milliseconds(at) ? { feeUntil: Temporal.Instant.fromEpochMilliseconds(from).toString() } : {}
}
