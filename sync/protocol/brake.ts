import { z } from 'zod'
import { type ConflictKind, conflictKindNames } from '../../circulation/conflict-kinds.ts'
import { type Ladder, readLadder } from '../../circulation/replay-ladder.ts'
import { canonicalJson } from '../journal/canonical-json.ts'

/** Why something that came home is not written into the library system yet. i18n `waits.<why>`. */
export type WaitReason =
  /** The administrator has paused the library system, this station, or this kind of conflict. */
  | 'paused'
  | 'station-paused'
  | 'kind-paused'
  /** Outside the hours at which may be written. */
  | 'hours'
  /** So many a minute. */
  | 'pace'
  /** So many loans of others may be closed a day. */
  | 'daily-cap'
  /** Only reported so far: everything, or this kind. */
  | 'shadow'
  | 'report-only'
  /** An earlier one of the same item waits. */
  | 'behind'
  /** A question is not asked yet: stations that are out may answer it. */
  | 'other-stations'
  | RefusedAtHome

/** Why the hub at home does not take a journal from the hub on board, which says so to its stations. i18n `notice-why.<why>`. */
export type RefusedAtHome =
  /** It does not know the bus by this token. */
  | 'home-token'
  /** It takes no station of this name from this bus. */
  | 'home-station'
  /** It is older than this journal. */
  | 'home-old'
  | 'home-refuses'

/** Whether it is the hub at home that keeps something on board. */
export function isRefusedAtHome(why: WaitReason): why is RefusedAtHome {
  return why === 'home-token' || why === 'home-station' || why === 'home-old' || why === 'home-refuses'
}

export interface Wait {
  readonly why: WaitReason
  /** Instant at which it ends by itself, where it does. */
  readonly until?: string
}

/** Part of a day in the library's zone, `HH:MM`; past midnight where `to` is not after `from`. */
export interface Hours {
  readonly from: string
  readonly to: string
}

/** What an administrator lets the hub do with one library system. Nothing set: all of it, at once. */
export interface BrakeSettings {
  /** So many transactions a minute. */
  readonly pace?: number
  /** Night runs, notices: nothing is written then. */
  readonly notBetween: readonly Hours[]
  readonly paused: boolean
  readonly pausedStations: readonly string[]
  readonly pausedKinds: readonly ConflictKind[]
  /** How many loans of other people may be closed in a day of the library. */
  readonly closesPerDay?: number
  /** Nothing is written; what would be is reported. */
  readonly shadow: boolean
  /** Where this library differs from its connector's default. */
  readonly ladder: Partial<Ladder>
  /** When what was written the day before is read back, `HH:MM`. */
  readonly reconcileAt: string
  /** So many hours a question waits at most for stations that are out; 0: it is asked at once. */
  readonly patienceHours: number
}

export const openBrake: BrakeSettings = {
  notBetween: [],
  paused: false,
  pausedStations: [],
  pausedKinds: [],
  shadow: false,
  ladder: {},
  reconcileAt: '05:30',
  patienceHours: 6,
}

/** Only what changes; null takes a limit away. */
export type BrakeChange = Partial<Omit<BrakeSettings, 'pace' | 'closesPerDay'>> & {
  readonly pace?: number | null
  readonly closesPerDay?: number | null
}

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const ladder = z.unknown().transform((value, context): Partial<Ladder> => {
  const read = readLadder(value)
  if (read.ok) return read.ladder
  context.addIssue({ code: 'custom', message: `there is no such rung of the ladder: ${read.wrong}` })
  return z.NEVER
})

const changeSchema = z
  .strictObject({
    pace: z.int().min(1).max(100_000).nullable(),
    notBetween: z.array(z.strictObject({ from: clock, to: clock })).max(24),
    paused: z.boolean(),
    pausedStations: z.array(z.string().min(1).max(64)).max(10_000),
    pausedKinds: z.array(z.enum(conflictKindNames as [ConflictKind, ...ConflictKind[]])),
    closesPerDay: z.int().min(0).max(1_000_000).nullable(),
    shadow: z.boolean(),
    ladder,
    reconcileAt: clock,
    patienceHours: z.int().min(0).max(240),
  })
  .partial()

/** A change with who makes it: the hub's token is one for the house, so a name comes with it. */
const orderSchema = z.strictObject({
  by: z.string().trim().min(1).max(100),
  change: changeSchema,
  seen: changeSchema.optional(),
})

export type ReadOrder =
  | {
      readonly ok: true
      readonly by: string
      readonly change: BrakeChange
      /** What stood there by the page on which it was changed; without it the change is made whatever stands. */
      readonly seen?: BrakeChange
    }
  | { readonly ok: false; readonly message: string }

/** Reads a change of the brake; refuses the whole, naming what is wrong, where anything is. */
export function readBrakeOrder(body: unknown): ReadOrder {
  const parsed = orderSchema.safeParse(body)
  if (!parsed.success) return { ok: false, message: z.prettifyError(parsed.error).slice(0, 500) }
  const { by, change, seen } = parsed.data
  return { ok: true, by, change: onlyGiven(change), ...(seen && { seen: onlyGiven(seen) }) }
}

function onlyGiven(change: z.infer<typeof changeSchema>): BrakeChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as BrakeChange
}

/** What a change is made from: the settings that it replaces, as they stand. */
export function seenOf(settings: BrakeSettings | BrakeChange, change: BrakeChange): BrakeChange {
  const keys = Object.keys(change) as (keyof BrakeSettings)[]
  return Object.fromEntries(keys.map(key => [key, settings[key] ?? null])) as BrakeChange
}

/** Somebody else has changed one of these meanwhile: a list that is replaced would lose what they added. */
export function isOvertaken(settings: BrakeSettings, change: BrakeChange, seen: BrakeChange): boolean {
  return canonicalJson(seenOf(settings, change)) !== canonicalJson(seenOf(seen, change))
}

/** The settings after a change. */
export function changedBrake(settings: BrakeSettings, change: BrakeChange): BrakeSettings {
  const merged = Object.entries({ ...settings, ...change }).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(merged) as unknown as BrakeSettings
}
