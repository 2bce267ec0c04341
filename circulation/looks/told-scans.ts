import type { KnownScan } from '../evidence.ts'
import { milliseconds } from '../instant.ts'
import type { ToldLoan, ToldLoans } from '../told-loans.ts'
import { scansBetween } from './scans-between.ts'
import type { Sighting } from './sighting.ts'

/** Such a system writes whole seconds. */
const wholeSecondMs = 999

/**
 * The scans that the system itself tells of by its loans, and what two looks differ by beside these: a return of what was not on loan, which no
 * loan tells. Loans that the hub wrote are not among them, since the system may have stamped them with another instant than their scans'.
 */
export function toldScans(told: ToldLoans, sightings: readonly Sighting[]): readonly KnownScan[] {
  const own = ownInstants(sightings)
  const isOwn = (at: string) => own.has(milliseconds(at))
  const scans = told.loans.flatMap(loan => [
    ...(isOwn(loan.from) ? [] : [lent(loan)]),
    ...(loan.to === undefined || isOwn(loan.to) ? [] : [broughtBack(loan, loan.to)]),
  ])
  const since = told.since === undefined ? Number.NEGATIVE_INFINITY : milliseconds(told.since)
  const untold = scansBetween(sightings).flatMap(one => {
    if (one.within!.to < since) return one
    return one.kind === 'checkin' && !isTold(one, told.loans) ? untoldReturn(one, told.loans) : []
  })
  return [...scans, ...untold]
}

function lent({ patronId, branch, from }: ToldLoan): KnownScan {
  return { kind: 'checkout', branch, ...(patronId !== undefined && { patronId }), ...within(from) }
}

function broughtBack({ endedAtBranch = '' }: ToldLoan, to: string): KnownScan {
  return { kind: 'checkin', branch: endedAtBranch, ...within(to) }
}

function within(at: string): Pick<KnownScan, 'at' | 'uncertaintyMs' | 'within'> {
  const from = milliseconds(at)
  return { at, uncertaintyMs: 0, within: { from, to: from + wholeSecondMs } }
}

/** When loans began and ended by the hub's own writes, as the look right after each showed it. */
function ownInstants(sightings: readonly Sighting[]): ReadonlySet<number> {
  const own = new Set<number>()
  sightings.forEach(({ by, since, lastEnd }, index) => {
    if (by === undefined) return
    if (since !== undefined) own.add(milliseconds(since))
    if (lastEnd !== undefined && lastEnd !== sightings[index - 1]?.lastEnd) own.add(milliseconds(lastEnd))
  })
  return own
}

/** A loan ended there between the two looks: that was the return. */
function isTold({ within: seen, branch }: KnownScan, loans: readonly ToldLoan[]): boolean {
  return loans.some(({ to, endedAtBranch }) => {
    if (to === undefined || (endedAtBranch !== undefined && branch !== '' && endedAtBranch !== branch)) return false
    return seen!.from <= milliseconds(to) + wholeSecondMs && milliseconds(to) <= seen!.to
  })
}

/** It came back after the last loan that had ended by then. */
function untoldReturn(one: KnownScan, loans: readonly ToldLoan[]): KnownScan {
  const ends = loans.flatMap(({ to }) => (to !== undefined && milliseconds(to) <= one.within!.to ? milliseconds(to) : []))
  return { ...one, within: { from: Math.max(one.within!.from, ...ends), to: one.within!.to } }
}
