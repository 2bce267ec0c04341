import type { BrakeSettings } from '../../protocol/brake.ts'
import { closedUntil, localTime } from '../brake/opening-hours.ts'
import type { Claims } from '../claims.ts'
import { beginNowAndEvery } from '../now-and-every.ts'
import { type PullPorts, pullChanges } from './pull-changes.ts'
import { type SweepPorts, sweepRegister } from './sweep-register.ts'

export interface FollowPorts extends PullPorts, Omit<SweepPorts, 'next' | 'trouble'> {
  readonly zone: string
  readonly everyMinutes: number
  /** `HH:MM` by the library's clock, from which a sweep begins, and how many days apart. */
  readonly sweepAt: string
  readonly sweepEveryDays: number
  /** Searches of a hundred rows. */
  readonly searchesPerMinute: number
  brake(): Promise<BrakeSettings>
  /** Where several hubs work on one database, one of them follows. */
  readonly claims?: Claims
  /** Reads reports of the library's own, as often as it thinks right. */
  reports?(): Promise<void>
  /** Reads the rules of loans, as often as it thinks right. */
  rules?(): Promise<void>
  readonly trouble: (what: string, error?: unknown) => void
  /** Waits for so many milliseconds; resolves at once where the hub ends. */
  rest(ms: number): Promise<void>
}

const minuteMs = 60_000

/** Pulls and sweeps what is due now: nothing while all is paused, no sweep at hours at which nothing is written. `halt`: the hub ends. */
export async function followOnce(ports: FollowPorts, halt: () => boolean = () => false): Promise<void> {
  if ((await ports.brake()).paused) return
  const claim = await ports.claims?.take(['what Koha has changed'])
  if (ports.claims && !claim) return
  try {
    await ports.reports?.()
    await pullIfDue(ports)
    await ports.rules?.()
    if (!(await sweepIsDue(ports))) return
    const next = async () => {
      await ports.rest(minuteMs / ports.searchesPerMinute)
      if (halt() || !mayBeSwept(await ports.brake(), ports)) return false
      // A sweep takes hours: what changes meanwhile is not kept waiting.
      await pullIfDue(ports)
      return true
    }
    await sweepRegister({ ...ports, next })
  } finally {
    await claim?.release()
  }
}

/** Follows Koha by itself, until `stop` resolves. Told of troubles, it tries again. */
export function startFollowing(ports: FollowPorts, lookEveryMs = minuteMs): { stop(): Promise<void> } {
  const work = (ends: () => boolean) => followOnce(ports, ends)
  return beginNowAndEvery(lookEveryMs, work, error =>
    ports.trouble('the register could not follow Koha and will try again', error),
  )
}

async function pullIfDue(ports: FollowPorts): Promise<void> {
  if (await isOlderThan(await ports.memory.ended('pull'), ports.everyMinutes * minuteMs, ports)) await pullChanges(ports)
}

/** The first one is a while after the register came: it was whole then. */
async function sweepIsDue(ports: FollowPorts): Promise<boolean> {
  const { memory, asOf, zone, sweepAt, sweepEveryDays, now } = ports
  if (!mayBeSwept(await ports.brake(), ports)) return false
  if ((await memory.sweptRows()) > 0) return true
  const last = (await memory.ended('sweep')) ?? asOf
  // Half a day of grace: a sweep may take the night.
  const isLong = await isOlderThan(last, (sweepEveryDays - 0.5) * 24 * 60 * minuteMs, ports)
  return isLong && localTime(now(), zone).clock >= sweepAt
}

function mayBeSwept({ paused, notBetween }: BrakeSettings, { now, zone }: Pick<FollowPorts, 'now' | 'zone'>): boolean {
  return !paused && closedUntil(notBetween, now(), zone) === undefined
}

async function isOlderThan(at: string | undefined, ms: number, { now }: Pick<FollowPorts, 'now'>): Promise<boolean> {
  return at === undefined || Date.parse(now()) - Date.parse(at) >= ms
}
