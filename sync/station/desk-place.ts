import { Temporal } from 'temporal-polyfill'
import type { Moment } from '../../circulation/place.ts'
import { assumedRules } from '../../circulation/profiles/assumed.ts'
import { rulesFor } from '../../circulation/rules-for.ts'
import type { DeskPlace } from '../../circulation/truth.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { Session } from './session.ts'

/** Before the first download: nothing is known, an assumed rule stands in, and nobody has to sign in. */
export const noSettingsYet: LibrarySettings = {
  library: '',
  environment: 'production',
  rules: assumedRules,
  branches: [],
  stops: [],
  staff: [],
}

/** Where the desk stands, with the rules of the day. */
export function deskPlace(
  { branch, stopId }: Pick<Session, 'branch' | 'stopId'>,
  settings: LibrarySettings,
  today: string,
  registerComplete: boolean,
): DeskPlace {
  const known = settings.branches.find(each => each.branch === branch)
  const stop = settings.stops.find(each => each.stopId === stopId)
  const unnamed = { branch, name: branch, kind: 'library', zone: settings.rules.zone, closedOn: [], closedWeekdays: [] } as const
  return {
    branch: known ?? unnamed,
    ...(stop && { stop }),
    rules: rulesFor(settings.rules, today),
    ...(settings.dueDays === 'of-system' && { systemDueDays: true }),
    registerComplete,
  }
}

/**
 * Now in the branch's zone, by the machine's clock; the day by what is `known` of the time. A library whose data are of another day says which day
 * it is.
 */
export function momentAt(instant: string, place: Pick<Session, 'branch'>, settings: LibrarySettings, known = instant): Moment {
  const zone = zoneOf(place, settings)
  return { instant, zone, today: settings.today ?? dayIn(zone, known) }
}

/** The zone of a branch; the library's where the branch is not known. */
export function zoneOf({ branch }: Pick<Session, 'branch'>, settings: LibrarySettings): string {
  return settings.branches.find(each => each.branch === branch)?.zone ?? settings.rules.zone
}

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(zone: string, instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** Where a station begins that has never chosen: the library's first bookmobile, else its first branch. */
export function firstBranch({ branches }: LibrarySettings): string {
  return (branches.find(({ kind }) => kind === 'bookmobile') ?? branches[0])?.branch ?? ''
}
