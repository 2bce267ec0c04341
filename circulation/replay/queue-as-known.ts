import type { Action, ItemEvidence } from '../evidence.ts'
import { applied, type Happening, holdIdOf, type ReplayDecision, type ReplayFacts, type ReplayPolicy } from './happening.ts'
import { asWritten, lastWritten } from './known-of-title.ts'
import { type Offer, queueChanges } from './queue-changes.ts'
import { queueKnown } from './queue-known.ts'
import { alreadyHeld } from './replay-hold-request.ts'
import { asKnownByNow, milliseconds } from './scan-order.ts'

/**
 * What becomes of a title's holds is worked out from all that is known of its copies, as one fold, and what then differs from how the library
 * system has it is written with the decision.
 */
export function withQueueAsKnown(
  x: Happening,
  facts: ReplayFacts,
  decision: ReplayDecision,
  { holdShelfMs }: ReplayPolicy,
): ReplayDecision {
  if (decision.kind !== 'decided') return decision
  const { outcome, actions } = decision
  const { item, copies: beside = [] } = facts
  const known = [...(item?.item ? [item] : []), ...beside].filter(copy => copy.item)
  const before = known.map(copy => ({ ...copy, scans: copy.scans.map(asKnownByNow) }))
  const written = known.map(copy => (copy === item ? asWritten(copy, actions) : copy))
  const copies = written.map(copy => ({ ...copy, scans: copy.scans.map(asKnownByNow) }))
  // While a person is asked, nothing is written under its name: the answer is.
  const isOver = outcome.kind !== 'needs-person' && isNothingAfterAll(facts)
  const mayChange = isOver || actions.some(({ kind }) => concernsQueue.has(kind))
  if (copies.length === 0 || !mayChange) return decision
  const queued = queueKnown(copies, actions, before, undoneRequest(facts), holdShelfMs)
  const queue = queueChanges(queued, copies, offersIn(actions, copies, x.uncertaintyMs))
  const notes = [...('notes' in outcome ? outcome.notes : []), ...queue.notes]
  const [placed, others] = [actions.filter(isRequest), actions.filter(action => !isRequest(action))]
  const all = [...placed, ...queue.before, ...beforeScan(others), ...queue.after, ...fromScan(others)]
  if (placed.some(({ holdId }) => queued.turns.get(holdId)?.kind === 'never'))
    return { kind: 'decided', actions: all, outcome: alreadyHeld }
  if (outcome.kind === 'applied' || outcome.kind === 'applied-with-note') return applied(all, notes)
  if (outcome.kind === 'already-applied' && queue.notes.length > 0) return applied(all, notes)
  return { ...decision, actions: all, outcome: outcome.kind === 'history-only' ? { ...outcome, notes } : outcome }
}

const concernsQueue: ReadonlySet<Action['kind']> = new Set([
  'record-scan',
  'erase-scan',
  'reassign-loan',
  'place-hold',
  'cancel-hold',
])

/** What it takes back was not sent, but others may have been told that it had left, or come back, or been asked for. */
function isNothingAfterAll({ target }: ReplayFacts): boolean {
  const kind = target?.happening.transaction.kind
  return kind === 'checkout' || kind === 'checkin' || kind === 'hold-request'
}

function isRequest(action: Action): action is Action & { kind: 'place-hold' } {
  return action.kind === 'place-hold'
}

/** What comes back now; and in doubt whether a copy came before or after, whoever asks now is favoured. */
function offersIn(actions: readonly Action[], copies: readonly ItemEvidence[], uncertaintyMs: number): readonly Offer[] {
  return actions.flatMap((action): readonly Offer[] => {
    if (action.kind === 'record-scan' && action.scan.kind === 'checkin')
      return [{ barcode: action.scan.barcode, back: action.scan }]
    if (action.kind !== 'place-hold') return []
    const since = milliseconds(action.at) - uncertaintyMs
    const came = copies.filter(copy => milliseconds(lastWritten(copy)?.at ?? action.at) > since)
    return came.map(({ item }) => ({ barcode: item!.barcode, to: action.holdId }))
  })
}

/** The scan is written down last. */
function scanAt(actions: readonly Action[]): number {
  const at = actions.findIndex(({ kind }) => kind === 'record-scan' || kind === 'erase-scan')
  return at < 0 ? actions.length : at
}
const beforeScan = (actions: readonly Action[]) => actions.slice(0, scanAt(actions))
const fromScan = (actions: readonly Action[]) => actions.slice(scanAt(actions))

function undoneRequest({ target }: ReplayFacts): string | undefined {
  return target?.happening.transaction.kind === 'hold-request' ? holdIdOf(target.happening.id) : undefined
}
