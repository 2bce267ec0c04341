import type { Action, ItemEvidence } from '../evidence.ts'
import type { OutcomeNote } from '../outcome.ts'
import { applied, type Happening, holdIdOf, type ReplayDecision, type ReplayFacts, type ReplayPolicy } from './happening.ts'
import { asWritten, lastWritten } from './known-of-title.ts'
import { type Offer, queueChanges } from './queue-changes.ts'
import { type QueueKnown, queueKnown } from './queue-known.ts'
import { milliseconds } from './scan-order.ts'

/**
 * Where a title has several copies, what becomes of its holds is worked out from all that is known of them, as one fold, and only what then
 * differs from how the library system has it is written. The rest of the decision stays.
 */
export function withQueueAsKnown(
  { uncertaintyMs }: Pick<Happening, 'uncertaintyMs'>,
  facts: ReplayFacts,
  decision: ReplayDecision,
  { holdShelfMs }: ReplayPolicy,
): ReplayDecision {
  if (decision.kind !== 'decided') return decision
  const { outcome, actions } = decision
  const { item, copies: others = [] } = facts
  const copies = [...(item?.item ? [asWritten(item, actions)] : []), ...others].filter(copy => copy.item)
  if ((copies.length < 2 && !facts.copies?.length) || !actions.some(({ kind }) => concernsQueue.has(kind))) return decision
  const known = queueKnown(copies, actions, undoneRequest(facts), holdShelfMs)
  const queue = queueChanges(known, copies, offersIn(actions, copies, uncertaintyMs))
  const rest = actions.filter(action => !isOfQueue(action, known, undoneRequest(facts)))
  const notes = [...('notes' in outcome ? outcome.notes.filter(({ code }) => !ofQueue.has(code)) : []), ...queue.notes]
  const written = [...queue.before, ...beforeScan(rest), ...queue.after, ...fromScan(rest)]
  if (outcome.kind === 'applied' || outcome.kind === 'applied-with-note') return applied(written, notes)
  if (outcome.kind === 'already-applied' && queue.notes.length > 0) return applied(written, notes)
  return { ...decision, actions: written, outcome: outcome.kind === 'history-only' ? { ...outcome, notes } : outcome }
}

const concernsQueue: ReadonlySet<Action['kind']> = new Set([
  'record-scan',
  'erase-scan',
  'reassign-loan',
  'place-hold',
  'cancel-hold',
])
const ofQueue: ReadonlySet<OutcomeNote['code']> = new Set(['hold-caught', 'hold-filled', 'hold-put-back'])

/** What comes back now; and in doubt whether a copy came before or after, whoever asks now is favoured. */
function offersIn(actions: readonly Action[], copies: readonly ItemEvidence[], uncertaintyMs: number): readonly Offer[] {
  return actions.flatMap(action => {
    if (action.kind === 'record-scan' && action.scan.kind === 'checkin') return [{ barcode: action.scan.barcode }]
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

function isOfQueue(action: Action, { expiries }: QueueKnown, undone: string | undefined): boolean {
  switch (action.kind) {
    case 'put-hold-back':
    case 'catch-hold':
    case 'fill-hold':
    case 'restore-hold':
      return true
    case 'cancel-hold':
      return action.holdId !== undone
    case 'drop-fee':
      return expiries.some(({ feeId }) => feeId === action.feeId)
    case 'restore-fee':
      return action.fee.why === 'hold-expired'
    default:
      return false
  }
}
