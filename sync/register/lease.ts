import { Temporal } from 'temporal-polyfill'

/*
 * How long a station keeps what it was told of persons without meeting its hub. Time is counted while the program runs, by the clock that nobody can set;
 * between two runs, and while the machine sleeps, the wall clock's word is added, but it decides nothing alone: a clock that was set wrong neither
 * locks nor purges before the program has run for a while without its hub.
 */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface Lease {
  readonly days: number
  /** Warned so many days before. */
  readonly warnDays: number
  /** Purged so many days after it was locked. */
  readonly purgeDays: number
}

/** Unless the library says otherwise. */
export const usualLease: Lease = { days: 14, warnDays: 3, purgeDays: 7 }

/** A lease of so many days; how long before its end staff are warned, and after it persons are purged, goes with it. */
export function leaseOf(days: number | undefined): Lease {
  if (days === undefined) return usualLease
  const { warnDays, purgeDays } = usualLease
  const scaled = (part: number) => Math.max(1, Math.round((part * days) / usualLease.days))
  return { days, warnDays: Math.min(scaled(warnDays), days), purgeDays: scaled(purgeDays) }
}

/** So long the program itself has run since its hub was met, before what the wall clock says can lock, or purge. */
const ranBefore = { lock: 10 * minute, purge: 24 * hour }

/** What is remembered of the last contact. */
export interface LeaseMark {
  /** By the hub's clock, UTC: as of when the register is true. */
  readonly metAt: string
  /** Running time since, over all runs. */
  readonly ranMs: number
  /** Beside it, what only the wall clock tells: between runs, and while the machine slept. */
  readonly awayMs: number
  /** Wall clock at the last look, UTC. */
  readonly seenAt: string
}

/** `ending`: it will be locked; `locked`: nothing of persons is read; `over`: it is to be purged. */
export type LeaseState =
  | { readonly kind: 'open' }
  | { readonly kind: 'ending'; readonly daysLeft: number }
  | { readonly kind: 'locked' }
  | { readonly kind: 'over' }

/** The hub was met: its data is true as of `metAt`. What is not later than the last contact is none, whoever tells it. */
export function leaseMet(mark: LeaseMark | undefined, metAt: string, wall: string): LeaseMark {
  const isLater = mark === undefined || Temporal.Instant.compare(metAt, mark.metAt) > 0
  return isLater ? { metAt, ranMs: 0, awayMs: 0, seenAt: wall } : mark
}

/** Time has passed: `ranMs` of it while the program ran and looked, 0 at its start. A wall clock that went back takes nothing away. */
export function leasePassed(mark: LeaseMark, ranMs: number, wall: string): LeaseMark {
  const wallMs = epochMs(wall) - epochMs(mark.seenAt)
  const awayMs = wallMs - ranMs > minute || ranMs === 0 ? Math.max(0, wallMs - ranMs) : 0
  return { ...mark, ranMs: mark.ranMs + ranMs, awayMs: mark.awayMs + awayMs, seenAt: wall }
}

export function leaseState({ ranMs, awayMs }: LeaseMark, { days, warnDays, purgeDays }: Lease = usualLease): LeaseState {
  const passedMs = ranMs + awayMs
  if (passedMs >= (days + purgeDays) * day && ranMs >= ranBefore.purge) return { kind: 'over' }
  if (passedMs >= days * day && ranMs >= ranBefore.lock) return { kind: 'locked' }
  if (passedMs < (days - warnDays) * day) return { kind: 'open' }
  return { kind: 'ending', daysLeft: Math.max(0, Math.ceil((days * day - passedMs) / day)) }
}

function epochMs(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds
}
