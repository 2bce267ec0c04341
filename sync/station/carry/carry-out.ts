import { Temporal } from 'temporal-polyfill'
import { isReplayed } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { sealForCarrying } from '../../journal/usb-export.ts'

/** A day as a file to carry home. */
export interface CarriedDay {
  /** What to call the file: station, day and time where the desk is. */
  readonly name: string
  readonly text: string
  readonly entries: number
  /** How many of them the library must learn of: loans, returns and the like. */
  readonly acts: number
  /** The last entry, and its wall clock (UTC); absent where there is nothing to carry. */
  readonly last?: { readonly epoch: string; readonly sequence: number; readonly at: string }
}

/** Seals entries for carrying. `now` is the wall clock in UTC, `zone` where the desk is; writing it down is for the caller. */
export function dayToCarry(station: string, entries: readonly Entry[], now: string, zone: string): CarriedDay {
  const last = entries.at(-1)
  const acts = entries.filter(({ transaction }) => isReplayed(transaction)).length
  return {
    name: `${station}-${stampFor(now, zone)}.pysakki`,
    text: sealForCarrying(station, entries, now),
    entries: entries.length,
    acts,
    ...(last && { last: { epoch: last.epoch, sequence: last.sequence, at: last.at.wall } }),
  }
}

/** `2026-11-17-1805`: sorts by time and may stand in a file's name everywhere. */
export function stampFor(now: string, zone: string): string {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  return `${local.toPlainDate()}-${local.toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', '')}`
}

/**
 * Whether something lies here alone that should be carried: acts that the hub is not known to hold, and none of the files written so far reaches the last of
 * them. `unsent` in the journal's order, from the hub's last known entry on.
 */
export function isToCarry(unsent: readonly Entry[]): boolean {
  const last = unsent.findLastIndex(({ transaction }) => isReplayed(transaction))
  const key = unsent[last]
  return (
    key !== undefined &&
    !unsent.slice(last).some(({ transaction }) => transaction.kind === 'carried-out' && reaches(transaction, unsent, last))
  )
}

function reaches(out: { readonly epoch: string; readonly sequence: number }, entries: readonly Entry[], last: number): boolean {
  return entries.findLastIndex(({ epoch, sequence }) => epoch === out.epoch && sequence === out.sequence) >= last
}
