import { decideCheckin } from '../../circulation/decide-checkin.ts'
import type { CheckinDecision } from '../../circulation/decision.ts'
import { sameNumber } from '../../circulation/numbers.ts'
import type { ItemFacts } from '../../circulation/truth.ts'
import type { Act } from './act.ts'
import { choice, words } from './desk-words.ts'
import { ask } from './questions.ts'
import type { Scan } from './session.ts'
import { named, returnVerdict } from './verdicts.ts'

/** A scanner that reads twice does so within seconds; nobody lends a book and brings it back again in that time. */
const doubleReadingMs = 30_000

/** Takes an item back, whoever had it, and says where it goes. A double reading is only confirmed. */
export function takeBack(act: Act, item: ItemFacts): void {
  const { place, settings } = act.facts
  const decision = decideCheckin(item, place, act.now.moment)
  const verdict = returnVerdict(item, decision, settings)
  if (!decision.loan && isDoubleReading(act, item.barcode)) {
    const { note: _, ...again } = verdict
    act.say(verdict.shape === 'yes' ? { ...again, word: words('verdict.already-returned') } : again)
    return
  }
  recordReturn(act, item, decision)
  act.change({ justReturned: { barcode: item.barcode, atMs: act.now.monotonicMs } })
  act.say(verdict)
}

/**
 * The item stands on somebody else's loan: it is here, so that loan has ended, whatever comes next. Only then, and only if it is nobody's turn,
 * the desk asks whether the open patron wants it.
 */
export function takeBackFirst(act: Act, scan: Scan, item: ItemFacts, takenFrom: string): void {
  const { place, settings } = act.facts
  const decision = decideCheckin(item, place, act.now.moment)
  recordReturn(act, item, decision)
  const verdict = returnVerdict(item, decision, settings)
  const { destination } = decision
  const turn = destination.kind === 'hold' ? item.holds.find(({ holdId }) => holdId === destination.holdId) : undefined
  if (turn && turn.patronId !== act.session.visit?.patronId) {
    act.say({ ...verdict, note: words('detail.taken-from-other') })
    return
  }
  const { barcode, title } = named(item)
  const choices = [choice('no'), choice('lend')]
  const about = { about: 'lend-to-open-patron', scan, barcode, ...(title && { title }), choices, takenFrom } as const
  ask(act, about, {
    word: words('verdict.taken-back-first'),
    note: words('ask.lend-to-open-patron'),
    ...(verdict.fact && { fact: verdict.fact }),
  })
}

/** The return, its gate job and its line; it says nothing. What is discarded may pass the gate. */
export function recordReturn(act: Act, item: ItemFacts, decision: CheckinDecision, secures = true): void {
  const { loan, destination, provisional } = decision
  const { barcode } = named(item)
  const patronId = loan?.patronId
  const checkin = {
    kind: 'checkin',
    barcode,
    ...(patronId && { patronId }),
    destination,
    ...(provisional && { provisional }),
  } as const
  act.writeLine(checkin, named(item))
  if (secures) act.security(barcode, true)
}

function isDoubleReading(act: Act, barcode: string): boolean {
  const last = act.session.justReturned
  return last !== undefined && sameNumber(last.barcode, barcode) && act.now.monotonicMs - last.atMs < doubleReadingMs
}

/** Says again what a return that is already recorded came to. */
export function sayReturned(act: Act, item: ItemFacts): void {
  const { place, settings } = act.facts
  const { note: _, ...verdict } = returnVerdict(item, decideCheckin(item, place, act.now.moment), settings)
  act.say(verdict)
}
