import type { Action } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import {
  applied,
  ask,
  type Happening,
  historyOnly,
  holdIdOf,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
} from '../replay/happening.ts'
import { asSaidBefore } from '../replay/order-by-answer.ts'
import { replayPayment } from '../replay/replay-payment.ts'
import type { HoldRequest, Transaction } from '../transaction.ts'
import { lendByLooks } from './lend-by-looks.ts'
import { moveByLooks } from './move-by-looks.ts'
import { renewByLooks } from './renew-by-looks.ts'
import type { Sighting } from './sighting.ts'
import { takeBackByLooks } from './take-back-by-looks.ts'
import { undoByLooks } from './undo-by-looks.ts'
import { isKept, isLate } from './view.ts'

/**
 * The decision where the library system tells no times and stamps what it is told with now. Pure. It goes by what the hub saw; what that does
 * not show it asks, and what cannot be written as it happened is noted.
 */
export function decideByLooks(given: Happening, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  const x = asSaidBefore(given, facts)
  if (is(x, 'checkout')) return lendByLooks(x, facts)
  if (is(x, 'checkin')) return takeBackByLooks(x, facts)
  if (is(x, 'renewal')) return renewByLooks(x, facts, policy)
  if (is(x, 'undo')) return undoByLooks(x, facts)
  if (is(x, 'move')) return moveByLooks(x, facts)
  if (is(x, 'hold-request')) return request(x, facts)
  if (is(x, 'payment')) return replayPayment(x, facts)
  if (is(x, 'stop-correction')) return restamp(x, facts)
  return applied([], [])
}

/** It takes its place in the queue from the day of writing on. */
function request(x: Happening<HoldRequest>, { patron, looks }: ReplayFacts): ReplayDecision {
  if (!patron?.patron || !looks) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  const { titleId, pickup } = x.transaction
  const { patronId } = patron.patron
  const place = { kind: 'place-hold', holdId: holdIdOf(x.id), titleId, patronId, ...pickup, at: x.at } as const
  return applied([place], isLate(x, looks) ? [{ code: 'hold-asked-late' }] : [])
}

/** What lies where it was taken in is taken in anew at the right branch; of a loan the system keeps the first. */
function restamp({ at }: Happening<Transaction & { kind: 'stop-correction' }>, facts: ReplayFacts): ReplayDecision {
  const actions: Action[] = []
  const notes: OutcomeNote[] = []
  for (const { barcode, seen } of facts.corrected ?? []) {
    const { sightings = [], branch = '', marks = [] } = seen ?? {}
    const now = sightings.at(-1)
    const written = sightings.findLastIndex(({ by = '' }) => marks.includes(by))
    // A nightly job may have given it to somebody else: it lies there all the same.
    const isThere = ({ status, place }: Sighting) => place === now?.place && (status === 'in-house' || isKept(status))
    const lies = now !== undefined && written >= 0 && sightings.slice(written).every(isThere)
    if (lies && now.place !== branch) actions.push({ kind: 'take-in', barcode, at, branch })
    else if (written >= 0 && !lies) notes.push({ code: 'branch-differs', barcode })
  }
  if (actions.length === 0 && notes.length > 0) return historyOnly([], notes)
  return applied(actions, notes)
}

function is<K extends Transaction['kind']>(x: Happening, kind: K): x is Happening<Extract<Transaction, { kind: K }>> {
  return x.transaction.kind === kind
}
