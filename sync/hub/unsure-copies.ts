import { entryKey } from '../../circulation/transaction.ts'
import type { LaneKeys } from './lane-keys.ts'
import type { StoredEntry } from './ports.ts'

/**
 * The requests for a hold that wait: nobody knows yet whether something was written about a copy of their title (`isSent`: it was sent, and no answer
 * came), so they might be given a copy that has gone.
 */
export function requestsTooSoon(
  keys: ReadonlyMap<StoredEntry, LaneKeys>,
  isSent: (stored: StoredEntry) => boolean,
): ReadonlySet<StoredEntry> {
  const answers = [...keys.keys()].flatMap(({ entry }) => (entry?.transaction.kind === 'answer' ? entry.transaction.target : []))
  const answered = new Set(answers.map(entryKey))
  // What the system refused as answered, and nobody has answered since, holds up nobody else.
  const isAsked = ({ id, outcome }: StoredEntry) => outcome?.kind === 'needs-person' && !answered.has(entryKey(id))
  const unsure = [...keys].filter(([stored]) => isSent(stored) && !isAsked(stored))
  const isUnsure = (request: StoredEntry, title: string) =>
    unsure.some(([stored, { titles }]) => stored !== request && titles.includes(title))
  const requests = [...keys].filter(([stored]) => stored.entry?.transaction.kind === 'hold-request' && !isSent(stored))
  return new Set(
    requests.filter(([stored, { titles }]) => titles.some(title => isUnsure(stored, title))).map(([stored]) => stored),
  )
}

/** What waits with an entry that was tried and cannot go on: with a request for a hold the copies of its title too, as the next may be its turn. */
export function waitsBehind({ entry }: StoredEntry, { own, titles }: LaneKeys): readonly string[] {
  return entry?.transaction.kind === 'hold-request' ? [...own, ...titles] : own
}
