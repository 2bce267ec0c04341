import type { Kysely } from 'kysely'
import { nowAndEvery } from './now-and-every.ts'
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
  return nowAndEvery(everyMs, () => forgetChanges(database, keepRows), onError)
}
