import { type Kysely, sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { nowAndEvery } from './now-and-every.ts'
import type { Tables } from './tables.ts'

/** Longer than any bill, complaint or yearly audit takes to come. */
const daysKept = 400
const stepsAtOnce = 5000
const sixHours = 6 * 3_600_000

/**
 * Forgets of each entry that was settled before that instant what was decided on the way, and what it rested on. What was scanned, received and sent
 * stays, and how it ended: that stands with the entry. What waits for a person keeps everything. Resolves to how many steps went.
 */
export async function forgetSteps(database: Kysely<Tables>, settledBefore: string): Promise<number> {
  let [after, gone] = [0, 0]
  for (;;) {
    const run = await database
      .selectFrom('steps')
      .select(['number', 'at'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(stepsAtOnce)
      .execute()
    const last = run.at(-1)
    if (!last || run[0]!.at >= settledBefore) return gone
    const { numAffectedRows } = await sql`
      delete from steps using entries
      where steps.number > ${after} and steps.number <= ${last.number} and steps.step = 'outcome' and steps.at < ${settledBefore}
        and entries.station = steps.station and entries.epoch = steps.epoch and entries.sequence = steps.sequence and entries.hash = steps.hash
        and entries.outcome_at < ${settledBefore} and entries.outcome_kind <> 'needs-person'`.execute(database)
    gone += Number(numAffectedRows ?? 0)
    after = Number(last.number)
  }
}

export interface ForgetOptions {
  readonly now: () => string
  readonly everyMs?: number
  readonly onError: (error: unknown) => void
}

/** Keeps the audit trail's steps from growing for ever: now, and every few hours. Resolves, after the first time, to what ends it. */
export function keepStepsTrimmed(
  database: Kysely<Tables>,
  { now, everyMs = sixHours, onError }: ForgetOptions,
): Promise<() => Promise<void>> {
  const before = () =>
    Temporal.Instant.from(now())
      .subtract({ hours: 24 * daysKept })
      .toString()
  return nowAndEvery(everyMs, () => forgetSteps(database, before()), onError)
}
