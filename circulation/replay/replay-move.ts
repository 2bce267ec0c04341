import type { Loan } from '../loan.ts'
import type { Move } from '../transaction.ts'
import { entryKey } from '../transaction.ts'
import { applied, ask, type Happening, type ReplayDecision, type ReplayFacts } from './happening.ts'
import { patronOf } from './patron-side.ts'
import { renewedSince } from './renewed-since.ts'
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
  const isIt = (one: Loan) => one.lentAt === lentAt && one.patronId === scan?.patronId
  const past = item.pastLoans.find(isIt)
  const loan = item.loan && isIt(item.loan) ? item.loan : past
  // What waits for a person may still become the loan.
  if (!loan && isAsked) return { kind: 'wait' }
  if (!loan) return ask('undo-not-exact', ['leave-as-is', 'look-for-it'])
  const { patronId } = patron
  // Whose it is may have renewed it before anybody put it on their card.
  const dueOn = renewedSince(
    { patronId, dueOn: x.transaction.dueOn },
    item.renewals,
    loan.lentAt,
    loan === past ? past.endedAt : undefined,
  )
  // Declared lost meanwhile, it was so on the wrong patron's loan.
  const found = loan === item.loan && item.item.circulationStatus === 'lost' ? foundAgain(item).actions : []
  return applied(
    [{ kind: 'reassign-loan', barcode, fromPatronId: loan.patronId, lentAt: loan.lentAt, patronId, dueOn }, ...found],
    [{ code: 'moved', barcode }],
  )
}
