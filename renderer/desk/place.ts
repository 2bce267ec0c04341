import { Temporal } from 'temporal-polyfill'
import type { Branch, Stop, Visit } from '../../circulation/place.ts'
import type { LibrarySettings } from '../../sync/register/register.ts'

export interface RouteStop {
  readonly stop: Stop
  readonly visit: Visit
}

/** The branch of record; undefined before the first download. */
export function branchOf(settings: LibrarySettings, branch: string): Branch | undefined {
  return settings.branches.find(known => known.branch === branch)
}

/** IANA zone of a branch; Finland's where the branch is not known yet. */
export function zoneOf(settings: LibrarySettings, branch: string): string {
  return branchOf(settings, branch)?.zone ?? 'Europe/Helsinki'
}

/** The library's day: the one it says it has, else the day of `now` in the branch's zone. */
export function todayOf(settings: LibrarySettings, branch: string, now: string): string {
  return settings.today ?? Temporal.Instant.from(now).toZonedDateTimeISO(zoneOf(settings, branch)).toPlainDate().toString()
}

/** Local time `HH:MM` in the branch's zone. */
export function localTimeOf(settings: LibrarySettings, branch: string, now: string): string {
  return Temporal.Instant.from(now)
    .toZonedDateTimeISO(zoneOf(settings, branch))
    .toPlainTime()
    .toString({ smallestUnit: 'minute' })
}

/** A branch's stops of one day in the order of driving; a cancelled visit is left out. */
export function routeOf({ stops }: LibrarySettings, branch: string, day: string): readonly RouteStop[] {
  return stops
    .filter(stop => stop.branch === branch)
    .flatMap(stop => stop.visits.filter(visit => visit.day === day && !visit.cancelled).map(visit => ({ stop, visit })))
    .sort((a, b) => a.visit.from.localeCompare(b.visit.from))
}

/** The stop that the time of day proposes: where the bus is, else the next one, else the last. */
export function proposedStop(route: readonly RouteStop[], time: string): RouteStop | undefined {
  return route.find(({ visit }) => time < visit.to) ?? route.at(-1)
}
