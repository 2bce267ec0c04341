import { decideHold } from '../../circulation/decide-hold.ts'
import type { PickupPlace } from '../../circulation/loan.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'

/** Asks for a title for the open patron; it is picked up at `wished`, or where the desk stands now. */
export function requestHold(act: Act, titleId: string, wished?: PickupPlace): void {
  const { visit, branch, stopId } = act.session
  const { patron, title } = act.facts
  if (!visit || !patron) return act.refuse('card-unknown')
  const { card, patronId, visitId } = visit
  const name = title ? { title: title.title } : {}
  const decision = decideHold(titleId, patron)
  if (decision.kind === 'refuse') return act.refuse(decision.code, { ...name, patronId })
  const pickup = wished ?? { branch, ...(stopId && { stopId }) }
  act.writeLine({ kind: 'hold-request', titleId, card, patronId, pickup }, name, { visitId })
  act.say({
    shape: 'yes',
    word: words('verdict.hold-placed'),
    ...name,
    patronId,
    fact: { label: words('label.pickup'), value: { kind: 'place', ...pickup } },
  })
}
