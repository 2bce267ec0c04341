import type { Action, ItemEvidence, KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { Move } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import { applied, ask, type Happening, markOf, type ReplayDecision, type ReplayFacts, type ReplayTarget } from './happening.ts'
import { ownExpiries, ownHold } from './holds-after-checkout.ts'
import { patronOf } from './patron-side.ts'
import { milliseconds } from './scan-order.ts'
import { turnOfRestored } from './void-expiries.ts'
import { foundAgain } from './what-covered.ts'

/** The loan of that scan belongs on another card, whether it is still open or not. */
export function replayMove(x: Happening<Move>, facts: ReplayFacts): ReplayDecision {
  const { item, target } = facts
  const patron = patronOf(x, facts.patron)
  if (!target) return ask('undo-not-exact', ['leave-as-is', 'try-again'])
  const isAsked = target.outcome?.kind === 'needs-person'
  // Its barcode is asked about.
  if (!item?.item) return isAsked ? { kind: 'wait' } : ask('undo-not-exact', ['leave-as-is', 'try-again'])
  if (!patron) return ask('unknown-patron', ['correct-card', 'leave-as-is'])
  if (!target.outcome) return { kind: 'wait' }
  const scan = item.scans.find(({ entry }) => entry && entryKey(entry) === entryKey(x.transaction.target))
  const { barcode } = item.item
  const lentAt = scan?.at
  const loans = [...(item.loan ? [item.loan] : []), ...item.pastLoans]
  const loan = loans.find(one => one.lentAt === lentAt && one.patronId === scan?.patronId)
  // What waits for a person may still become the loan.
  if (!loan && isAsked) return { kind: 'wait' }
  if (!loan) return ask('undo-not-exact', ['leave-as-is', 'look-for-it'])
  const { patronId } = patron
  const { dueOn } = x.transaction
  const holds = scan ? holdsAfterMove({ ...scan, patronId }, loan.patronId, item, target) : []
  // Declared lost meanwhile, it was so on the wrong patron's loan.
  const found = loan === item.loan && item.item.circulationStatus === 'lost' ? foundAgain(item).actions : []
  return applied(
    [{ kind: 'reassign-loan', barcode, fromPatronId: loan.patronId, lentAt: loan.lentAt, patronId, dueOn }, ...found, ...holds],
    [{ code: 'moved', barcode }],
  )
}

/** The loan filled the wrong patron's hold: that one waits again, and the right one's is filled, also where it has expired since. */
function holdsAfterMove(scan: KnownScan, fromPatronId: string, item: ItemEvidence, { happening }: ReplayTarget): Action[] {
  const prior = item.priors.findLast(({ mark }) => mark === markOf(happening.id))
  const filled = prior?.holds.find(
    ({ patronId, holdId }) => patronId === fromPatronId && !item.holds.some(hold => hold.holdId === holdId),
  )
  const own = ownHold(scan, item)
  return [
    ...(filled ? waitsOn({ ...filled, state: { kind: 'queued' } }, item) : []),
    ...(own ? [{ kind: 'fill-hold', holdId: own.holdId, at: scan.at } as const] : []),
    ...ownExpiries(scan, item),
  ]
}

/** It never was filled: where the copy has come back since, it may be theirs. */
function waitsOn(hold: Hold, item: ItemEvidence): readonly Action[] {
  const holds = [...item.holds, hold].toSorted((a, b) => milliseconds(a.placedAt) - milliseconds(b.placedAt))
  return [{ kind: 'restore-hold', hold }, ...turnOfRestored([hold], { ...item, holds }).actions]
}
