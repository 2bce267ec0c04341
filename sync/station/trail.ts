import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { TrailStep } from './desk.ts'
import type { Held } from './station-status.ts'

/** What this station knows of an entry's way: scanned, with the hub, answered, and what became of it. The hub has every step in between. */
export function trailOf(
  entry: Entry,
  answer: Entry | undefined,
  outcomes: ReadonlyMap<string, OutcomeMessage>,
  held: Held,
): readonly TrailStep[] {
  const message = outcomes.get(entryKey(entry))
  const outcome: TrailStep[] = message ? [{ step: 'outcome', at: message.at, outcome: message.outcome }] : []
  const answered: TrailStep[] = answer?.transaction.kind === 'answer' ? [answerStep(answer)] : []
  const isLater = message && answer && answer.at.wall > message.at
  return [
    { step: 'scanned', at: entry.at.wall, ...(entry.staffId && { staffId: entry.staffId }) },
    ...(message || held.has(entry) ? [{ step: 'held' } as const] : []),
    ...(isLater ? [...outcome, ...answered] : [...answered, ...outcome]),
  ]
}

function answerStep({ at, staffId, transaction }: Entry): TrailStep {
  const choice = transaction.kind === 'answer' ? { choice: transaction.choice } : {}
  return { step: 'answered', at: at.wall, ...(staffId && { staffId }), ...choice }
}
