import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { believedDay } from '../../journal/believed-day.ts'
import { heldEntries } from '../brake/held-entries.ts'
import type { HubLog } from '../hub-log.ts'
import type { LogLine } from '../log-line.ts'
import { nowAndEvery } from '../now-and-every.ts'
import type { Tables } from '../tables.ts'
import { neededEntries } from './needed-entries.ts'
import type { PersonKeys } from './person-keys.ts'
import { daysIn } from './sealed-json.ts'

/** Unless the hub is told otherwise. */
export const usualPersonsDays = 60
const sixHours = 6 * 3_600_000

export interface ForgetPersonsOptions {
  /** As the database stands: nothing opened. */
  readonly stored: Kysely<Tables>
  /** The same, opened. */
  readonly database: Kysely<Tables>
  readonly log: Pick<HubLog, 'record'>
  readonly keys: PersonKeys
  /** How long it is known who a transaction was about, counted from when it was written down here. */
  readonly days: number
  /** How many rows one line of the log holds; two thousand if not given. */
  readonly atOnce?: number
  /** Does what only one process on the database may do at a time. */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Destroys the keys of days that are older than that. What is not settled yet (it waits for replay or for a person, or is under way), and what it looks back
 * at, is sealed anew under today's key first, so that nothing is lost that is still to be done. Resolves to the days whose keys went.
 */
export async function forgetPersons(options: ForgetPersonsOptions): Promise<readonly string[]> {
  const { log, keys, days, alone = work => work() } = options
  await keys.lookAgain()
  // A day on which the hub was at work has a key: so a clock that leapt is told from one that went on.
  await keys.ready()
  const last = Temporal.PlainDate.from(believedDay(keys.days(), keys.today()))
    .subtract({ days: days + 1 })
    .toString()
  const over = keys.days().filter(day => day <= last)
  if (over.length === 0) return []
  await alone(async () => {
    for await (const kept of notSettled(options, new Set(over))) await log.record(kept)
    await keys.destroy(over)
  })
  return over
}

/** Does so now and every few hours. Resolves, after the first time, to what ends it. */
export function keepPersonsForgotten(
  options: ForgetPersonsOptions,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  return nowAndEvery(sixHours, () => forgetPersons(options), onError)
}

/**
 * What is sealed under keys that end, and is still to be done or needed for it: in lines that the log and one statement can bear, however much has waited. Those
 * that were written before a crash are found sealed anew the next time, and the keys are there until all are.
 */
async function* notSettled(
  { stored, database, atOnce = 2000 }: ForgetPersonsOptions,
  over: ReadonlySet<string>,
): AsyncGenerator<LogLine> {
  const ends = (text: string) => [...daysIn(text)].some(day => over.has(day))
  const arrivals = (await neededEntries(stored)).flatMap(({ arrival, payload }) => (ends(payload) ? [arrival] : []))
  for (const some of inPieces(arrivals, atOnce)) {
    const rows = await database.selectFrom('entries').selectAll().where('arrival', 'in', some).orderBy('arrival').execute()
    const entries = rows.map(({ station, epoch, sequence, hash, fork, payload, kind, replayed }) => {
      return { id: { station, epoch, sequence }, hash, fork, payload, ...(kind !== null && { kind }), replayed }
    })
    yield { type: 'kept-longer', entries, marks: [], held: [] }
  }
  const openMarks = stored.selectFrom('sending_marks').where('open', '=', true)
  const names = (await openMarks.select(['mark', 'actions', 'outcome']).execute()).flatMap(({ mark, actions, outcome }) =>
    ends(actions) || ends(outcome) ? [mark] : [],
  )
  for (const some of inPieces(names, atOnce)) {
    const opened = database.selectFrom('sending_marks').select(['mark', 'actions', 'outcome']).where('mark', 'in', some)
    const marks = (await opened.execute()).map(({ mark, actions, outcome }) => {
      return { mark, actions: JSON.parse(actions), outcome: JSON.parse(outcome) }
    })
    yield { type: 'kept-longer', entries: [], marks, held: [] }
  }
  const waiting = await heldEntries(database)
    .select(['brake_held.station', 'brake_held.epoch', 'brake_held.sequence', 'brake_held.hash', 'brake_held.held'])
    .execute()
  for (const some of inPieces(waiting, atOnce)) {
    const held = some.map(({ station, epoch, sequence, hash, held: row }) => {
      return { id: { station, epoch, sequence }, hash, held: JSON.parse(row) }
    })
    yield { type: 'kept-longer', entries: [], marks: [], held }
  }
}

function inPieces<T>(all: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most))
}
