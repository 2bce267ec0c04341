import { conflictsIn } from './conflict-kinds.ts'
import { decideReplay } from './decide-replay.ts'
import { asBeforeByLooks } from './looks/as-before-by-looks.ts'
import { isAboutMoney, type Outcome, type OutcomeNote, type ReplayChoice, type ReplayQuestion } from './outcome.ts'
import {
  applied,
  type Happening,
  historyOnly,
  type ReplayDecision,
  type ReplayFacts,
  type ReplayPolicy,
} from './replay/happening.ts'
import { isOvertaken, orderedByAnswer, placeSaid } from './replay/order-by-answer.ts'
import { withQueueAsKnown } from './replay/queue-as-known.ts'
import { undoAsBefore } from './replay/replay-undo.ts'
import { traceEnds, traceOf } from './replay/trace.ts'
import type { Answer, EntryId, Undo } from './transaction.ts'

/** The question as it was last put to a person. */
export type Asked = Extract<Outcome, { kind: 'needs-person' }>

/** A transaction that waits for a person, with fresh evidence on it. */
export interface Waiting {
  readonly x: Happening
  readonly facts: ReplayFacts
}

export type AnswerDecision =
  /** `under`: whose mark the actions are written under. */
  | {
      readonly kind: 'carried-out'
      readonly decision: ReplayDecision
      readonly under: EntryId
      /** What the answer itself has to say. */
      readonly notes?: readonly OutcomeNote[]
    }
  /** Fresh evidence decides without the answer, or asks something else; `decision` is what it comes to, absent where all stays as it is. */
  | { readonly kind: 'not-carried-out'; readonly why: 'decided-meanwhile' | 'not-on-offer'; readonly decision?: ReplayDecision }

/** Something was written when these were asked, or nothing can be: the question stands until it is answered. */
const standing: readonly ReplayQuestion[] = [
  'age-limit-overlooked',
  'system-error',
  'hold-refused',
  'payment-unclear',
  'payment-refused',
  'payment-seems-made',
  'fork',
  'unreadable',
]

/**
 * What an answer comes to, with evidence as it is now. Facts that came since go before it: an answer is carried out only while the same question
 * would be asked, and only if its choice is still on offer. `amended` is what waits as the answer makes it (`amend`), with evidence of its own
 * where the answer names another number; otherwise the same as `waiting`. Pure.
 */
export function decideAnswer(...of: Parameters<typeof decideOnAnswer>): AnswerDecision {
  const verdict = decideOnAnswer(...of)
  const [{ transaction }, asked, , { facts }] = of
  if (verdict.kind !== 'carried-out' || transaction.choice === 'look-for-it' || verdict.decision.kind !== 'decided')
    return verdict
  const { decision } = verdict
  const actions = [...decision.actions, ...traceEnds(asked, facts.item, decision.actions)]
  return decision.outcome.kind === 'needs-person' ? verdict : { ...verdict, decision: { ...decision, actions } }
}

function decideOnAnswer(
  given: Happening<Answer>,
  asked: Asked,
  waiting: Waiting,
  amended: Waiting,
  policy: ReplayPolicy,
  decide: typeof decideReplay = decideReplay,
  canMark = false,
): AnswerDecision {
  const { question, choice } = given.transaction
  if (choice === 'look-for-it') return lookedFor(given, asked, waiting, policy, decide, canMark)
  if (standing.includes(question)) {
    if (!asked.choices.includes(choice)) return { kind: 'not-carried-out', why: 'not-on-offer' }
    const paid = choice === 'try-again' && isAboutMoney(question) ? decide(waiting.x, waiting.facts, policy) : undefined
    // A word to send it says nothing of what somebody entered by hand since it was asked.
    if (paid && stillAsks(paid, 'payment-seems-made'))
      return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: paid }
    return afterAsking(given, waiting, amended, policy, decide)
  }
  const fresh = decide(waiting.x, waiting.facts, policy)
  if (question === 'confirm') return confirmed(choice, asked, fresh, waiting)
  if (fresh.kind === 'wait' || fresh.outcome.kind !== 'needs-person' || fresh.outcome.question !== question)
    return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: fresh }
  if (!fresh.outcome.choices.includes(choice)) return { kind: 'not-carried-out', why: 'not-on-offer', decision: fresh }
  if (question === 'order-unclear' && isOvertaken(waiting.x, waiting.facts, given.at))
    return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: fresh }
  return afterAsking(given, waiting, amended, policy, decide)
}

function afterAsking(
  given: Happening<Answer>,
  { x, facts }: Waiting,
  amended: Waiting,
  policy: ReplayPolicy,
  decide: typeof decideReplay,
): AnswerDecision {
  const { question, choice } = given.transaction
  const anew = () => decide(amended.x, amended.facts, policy)
  const said = placeSaid(x.transaction.kind, given.transaction)
  const carriedOut = (decision: ReplayDecision, under = x.id): AnswerDecision => ({ kind: 'carried-out', decision, under })
  switch (choice) {
    case 'leave-as-is':
    case 'write-off':
    case 'done-by-hand':
      return carriedOut(closed(x, choice, question))
    case 'lend-to-patron':
    case 'keep-newer-loan':
      return carriedOut(said ? decide(orderedByAnswer(x, facts, said), facts, policy) : anew())
    case 'take-back':
      if (said) return carriedOut(decide(orderedByAnswer(x, facts, said), facts, policy))
      if (question === 'age-limit-overlooked') return takenBackNow(given, x, facts, policy, decide)
      if (question === 'undo-not-exact' && amended.facts.looks) return carriedOut(bookIsHere(given, amended, policy, decide))
      return carriedOut(anew())
    case 'as-before':
      if (x.transaction.kind !== 'undo') return { kind: 'not-carried-out', why: 'not-on-offer' }
      return carriedOut(
        facts.looks ? asBeforeByLooks(x as Happening<Undo>, facts) : withQueueAsKnown(x, facts, undoAsBefore(facts), policy),
      )
    case 'try-again':
    case 'quick-add':
    case 'correct-barcode':
    case 'correct-card':
    case 'lend-anyway':
    case 'as-recommended':
    case 'look-for-it':
      return carriedOut(anew())
  }
}

/** It stays asked, and the item is marked while somebody looks for it; written under the answer's own name, so that the matter can still be settled. */
function lookedFor(
  given: Happening<Answer>,
  asked: Asked,
  { x, facts }: Waiting,
  policy: ReplayPolicy,
  decide: typeof decideReplay,
  canMark: boolean,
): AnswerDecision {
  const { question, choice } = given.transaction
  const fresh = standing.includes(question) ? undefined : decide(x, facts, policy)
  if (fresh && question !== 'confirm' && !stillAsks(fresh, question))
    return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: fresh }
  if (question === 'confirm' && (fresh?.kind === 'wait' || fresh?.outcome.kind === 'needs-person'))
    return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: fresh }
  const offered = fresh?.kind === 'decided' && fresh.outcome.kind === 'needs-person' ? fresh.outcome : asked
  if (!offered.choices.includes(choice))
    return { kind: 'not-carried-out', why: 'not-on-offer', ...(fresh && { decision: fresh }) }
  const { actions, notes } = traceOf(facts.item, canMark)
  return { kind: 'carried-out', decision: { kind: 'decided', actions, outcome: offered }, under: given.id, notes }
}

function stillAsks(fresh: ReplayDecision, question: ReplayQuestion): boolean {
  return fresh.kind === 'decided' && fresh.outcome.kind === 'needs-person' && fresh.outcome.question === question
}

/** What a person agreed to is done as long as it comes to nothing more than that. */
function confirmed(choice: ReplayChoice, asked: Asked, fresh: ReplayDecision, { x, facts }: Waiting): AnswerDecision {
  if (!asked.choices.includes(choice)) return { kind: 'not-carried-out', why: 'not-on-offer' }
  if (fresh.kind === 'wait' || fresh.outcome.kind === 'needs-person')
    return { kind: 'not-carried-out', why: 'decided-meanwhile', decision: fresh }
  if (choice !== 'as-recommended') return { kind: 'carried-out', decision: closed(x, 'leave-as-is', 'confirm'), under: x.id }
  const agreed = conflictsIn(x, facts, fresh).every(kind => asked.about?.includes(kind))
  return agreed ? { kind: 'carried-out', decision: fresh, under: x.id } : { kind: 'not-carried-out', why: 'decided-meanwhile' }
}

const said = { 'leave-as-is': 'left-as-is', 'write-off': 'written-off', 'done-by-hand': 'entered-by-hand' } as const

/** Nothing (more) is written. */
function closed({ transaction }: Happening, choice: keyof typeof said, question: ReplayQuestion): ReplayDecision {
  const barcode = 'barcode' in transaction && transaction.barcode ? { barcode: transaction.barcode } : {}
  const notes = [{ code: said[choice], ...barcode }]
  return question === 'age-limit-overlooked' ? applied([], notes) : historyOnly([], notes)
}

/** Whoever says that the book is here speaks of all that was seen before they spoke: it happened before, or not at all. */
function bookIsHere(
  { at }: Happening<Answer>,
  { x, facts }: Waiting,
  policy: ReplayPolicy,
  decide: typeof decideReplay,
): ReplayDecision {
  return decide(isOvertaken(x, facts, at) ? x : orderedByAnswer(x, facts, 'last'), facts, policy)
}

/** The loan stood until now: a return at the time and place of the answer. What that return would ask stays as it is. */
function takenBackNow(
  given: Happening<Answer>,
  { transaction }: Happening,
  facts: ReplayFacts,
  policy: ReplayPolicy,
  decide: typeof decideReplay,
): AnswerDecision {
  const barcode = 'barcode' in transaction && transaction.barcode ? transaction.barcode : ''
  const back = { ...given, transaction: { kind: 'checkin', barcode, destination: { kind: 'shelf' } } } as const
  const decision = decide(back, facts, policy)
  if (decision.kind === 'decided' && decision.outcome.kind !== 'needs-person')
    return { kind: 'carried-out', decision, under: given.id }
  return { kind: 'not-carried-out', why: 'not-on-offer' }
}
