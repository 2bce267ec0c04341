import { decideByLooks } from './looks/decide-by-looks.ts'
import { addingItem, withAddedItem } from './replay/add-item.ts'
import { applied, type Happening, markOf, type ReplayDecision, type ReplayFacts, type ReplayPolicy } from './replay/happening.ts'
import { withQueueAsKnown } from './replay/queue-as-known.ts'
import { replayCheckin } from './replay/replay-checkin.ts'
import { replayCheckout } from './replay/replay-checkout.ts'
import { replayHoldRequest } from './replay/replay-hold-request.ts'
import { replayMove } from './replay/replay-move.ts'
import { replayPayment } from './replay/replay-payment.ts'
import { replayRenewal } from './replay/replay-renewal.ts'
import { replayUndo } from './replay/replay-undo.ts'
import { sayingSetAsideInVain } from './replay/set-aside-in-vain.ts'
import type { Transaction } from './transaction.ts'

/**
 * Where a transaction belongs among everything else that happened to its item, and what has to be written for the library system to be as
 * if the desk had never been offline. Pure; never throws for odd facts: what it cannot decide, it asks.
 */
export function decideReplay(x: Happening, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  if (facts.erased) return applied([], [{ code: 'erased-before-upload' }])
  if (facts.looks) return decideByLooks(x, facts, policy)
  if (isWrittenAlready(x, facts)) return { kind: 'decided', actions: [], outcome: { kind: 'already-applied' } }
  const decision = addingItem(x, facts, decideAnew(x, withAddedItem(x, facts), policy))
  return sayingSetAsideInVain(x, withQueueAsKnown(x, facts, decision, policy))
}

function decideAnew(x: Happening, facts: ReplayFacts, policy: ReplayPolicy): ReplayDecision {
  if (is(x, 'checkout')) return replayCheckout(x, facts)
  if (is(x, 'checkin')) return replayCheckin(x, facts)
  if (is(x, 'renewal')) return replayRenewal(x, facts, policy)
  if (is(x, 'undo')) return replayUndo(x, facts)
  if (is(x, 'move')) return replayMove(x, facts)
  if (is(x, 'hold-request')) return replayHoldRequest(x, facts)
  if (is(x, 'payment')) return replayPayment(x, facts)
  if (is(x, 'stop-correction')) return restamp(x.transaction.branch, facts)
  return applied([], [])
}

/** What waits to be sent takes the corrected branch by itself; scans that were sent are stamped anew. */
function restamp(branch: string, { corrected = [] }: ReplayFacts): ReplayDecision {
  return applied(
    corrected.map(({ barcode, entry, branch: right = branch }) => {
      return { kind: 'restamp-scan', barcode, entry, branch: right } as const
    }),
    [],
  )
}

function isWrittenAlready({ id }: Happening, { item }: ReplayFacts): boolean {
  return !!item?.scans.some(({ mark, unsent }) => !unsent && mark === markOf(id))
}

function is<K extends Transaction['kind']>(x: Happening, kind: K): x is Happening<Extract<Transaction, { kind: K }>> {
  return x.transaction.kind === kind
}
