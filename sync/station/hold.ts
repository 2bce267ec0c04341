import { decideHold } from '../../circulation/decide-hold.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import { placeName } from './verdicts.ts'

/** Asks for a title for the open patron; it is picked up where the desk stands now. */
export function requestHold(act: Act, titleId: string): void {
  const { visit, branch, stopId } = act.session
  const { patron, title, settings } = act.facts
  if (!visit || !patron) return act.refuse('card-unknown')
  const { card, patronId, visitId } = visit
  const name = title ? { title: title.title } : {}
  const decision = decideHold(titleId, patron)
  if (decision.kind === 'refuse') return act.refuse(decision.code, { ...name, patronId })
  const pickup = { branch, ...(stopId && { stopId }) }
  const entry = act.write({ kind: 'hold-request', titleId, card, patronId, pickup })
  const place = placeName(settings, branch, stopId)
  const fact = words('line.hold-requested', { place })
  act.addLine({ kind: 'hold-request', shape: 'yes', titleId, ...name, patronId, visitId, fact }, entry)
  act.say({
    shape: 'yes',
    word: words('verdict.hold-placed'),
    ...name,
    patronId,
    fact: { label: words('label.pickup'), value: { kind: 'place', ...pickup } },
  })
}
