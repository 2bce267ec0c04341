import type { Kysely } from 'kysely'
import { forgetChanges } from './register-version.ts'
import type { Tables } from './tables.ts'

export interface TrimOptions {
  /** About two weeks of a consortium with ten million loans a year: a station that was away longer fetches the register anew. */
  readonly keepRows?: number
  readonly everyMs?: number
  readonly onError: (error: unknown) => void
}

const anHour = 3_600_000

/** Keeps the table of changes from growing for ever: now, and every hour. Resolves, after the first time, to what ends it. */
export async function keepChangesTrimmed(
  database: Kysely<Tables>,
  { keepRows = 1_000_000, everyMs = anHour, onError }: TrimOptions,
): Promise<() => Promise<void>> {
  let underWay = Promise.resolve()
  const trim = () => {
    underWay = forgetChanges(database, keepRows).then(() => undefined, onError)
    return underWay
  }
  await trim()
  const timer = setInterval(() => void trim(), everyMs)
  timer.unref?.()
  return async () => {
    clearInterval(timer)
    await underWay
  }
}
