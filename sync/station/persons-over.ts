import { Temporal } from 'temporal-polyfill'
import { entryKey, isReplayed } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { saysWhose } from '../journal/persons-in-entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import { OutcomesOfOurs } from './outcomes-of-ours.ts'
import { outcomeKey, type StoredLine } from './station-store.ts'

/** So long after its outcome a transaction says at the station whose it was: a hub that lost everything is told anew until then. */
export const personsDays = 30

/** The instant before which outcomes are older than that, by the clock here. */
export function personsUntil(now: string): string {
  return Temporal.Instant.from(now)
    .subtract({ hours: 24 * personsDays })
    .toString()
}

/**
 * The entries whose persons are to go: settled 30 days ago, or of a kind that has no outcome, with the hub, and 30 days old. What waits for a person stays,
 * as does what something unsettled looks back at.
 */
export function personsOver(
  entries: readonly Entry[],
  { outcomes, held }: Pick<StoredLine, 'outcomes' | 'held'>,
  now: string,
): readonly Entry[] {
  const ours = new OutcomesOfOurs()
  for (const entry of entries) ours.add(entry)
  const told = ours.of(new Map([...outcomes.values()].map(one => [ownKey(entries, one), one])))
  const before = personsUntil(now)
  const isOver = (entry: Entry) => {
    if (!isReplayed(entry.transaction)) {
      const has = held.get(entry.epoch)
      return isBefore(entry.at.wall, before) && has !== undefined && !has.forked && has.sequence >= entry.sequence
    }
    const outcome = told.get(entryKey(entry))
    return outcome !== undefined && outcome.outcome.kind !== 'needs-person' && isBefore(outcome.at, before)
  }
  const lookedAt = new Set(
    entries.flatMap(({ transaction, ...entry }) =>
      'target' in transaction && !isOver({ transaction, ...entry }) ? [entryKey(transaction.target)] : [],
    ),
  )
  return entries.filter(
    entry => (saysWhose(entry.transaction) || entry.sealed) && isOver(entry) && !lookedAt.has(entryKey(entry)),
  )
}

function ownKey([first]: readonly Entry[], outcome: OutcomeMessage): string {
  return `${first?.station}/${outcomeKey(outcome)}`
}

function isBefore(instant: string, other: string): boolean {
  return Temporal.Instant.compare(instant, other) < 0
}
