import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import type { SessionEvent } from './session.ts'
import { closeVisit } from './visit.ts'

/** The desk stands here now: the stop, and the branch of record that the library system is told. The patron closes. */
export function chooseStop(act: Act, branch: string, stopId?: string): void {
  const { branches, stops } = act.facts.settings
  const known = branches.some(each => each.branch === branch) && (!stopId || stops.some(each => each.stopId === stopId))
  if (!known) return act.effect({ kind: 'sound', sound: 'no' })
  closeVisit(act)
  act.change({ branch, stopId })
  act.write({ kind: 'stop-chosen', branch, ...(stopId && { stopId }) })
}

/** A run of entries was recorded at the wrong stop. */
export function correctStop(act: Act, correction: Extract<SessionEvent, { type: 'correct-stop' }>): void {
  const { fromSequence, toSequence, branch, stopId } = correction
  const inJournal = fromSequence >= 1 && fromSequence <= toSequence && toSequence <= act.facts.tail.sequence
  const known = act.facts.settings.branches.some(each => each.branch === branch)
  if (!inJournal || !known) return act.refuse('nothing-to-undo')
  act.write({ kind: 'stop-correction', fromSequence, toSequence, branch, ...(stopId && { stopId }) })
  act.say({
    shape: 'yes',
    word: words('verdict.stop-corrected'),
    fact: { label: words('label.goes-to'), value: { kind: 'place', branch, ...(stopId && { stopId }) } },
  })
}
