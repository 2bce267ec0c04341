import { Act } from './act.ts'
import { answer } from './answer.ts'
import { chooseStop, correctStop } from './choose-stop.ts'
import type { DeskNow, Facts } from './facts.ts'
import { gateAnswered, gateSeenTo, settleAgain, tagWritten } from './gate.ts'
import { requestHold } from './hold.ts'
import { moveVisit } from './move-visit.ts'
import { expectOnPad, padSeen } from './pad-seen.ts'
import { isAnsweredByPaying, takePayment } from './pay.ts'
import { leaveQuestion } from './questions.ts'
import { renew } from './renew.ts'
import { resolve, takeAnswersBack, tickOff } from './resolve.ts'
import { misread, needsSignIn, scan } from './scan.ts'
import type { Session, SessionEvent, Step } from './session.ts'
import { signIn, signOut } from './sign-in.ts'
import { askUndo } from './undo.ts'
import { closeVisit, openPatron } from './visit.ts'

/**
 * The desk, one event further. Pure: the same session, event, facts and now give the same step. What is to be recorded must be on disk before
 * the new session is shown.
 */
export function step(session: Session, event: SessionEvent, facts: Facts, now: DeskNow): Step {
  const act = new Act(session, facts, now)
  act.tagAtHand = isFromPad(session, event)
  if (event.type === 'tick') closeWhenIdle(act)
  else if (isRefusedNow(act, event)) act.answerFirst()
  else if (!act.session.staff && needsStaff(event) && needsSignIn(act)) act.refuse('sign-in-needed')
  else handle(act, event)
  if (act.session.notTaken && act.session.question !== session.question) act.change({ notTaken: undefined })
  if (!quiet.includes(event.type)) {
    act.change({ lastActivity: now.moment.instant, activeAtMs: now.monotonicMs })
  }
  return act.step()
}

function handle(act: Act, event: Exclude<SessionEvent, { type: 'tick' }>): void {
  switch (event.type) {
    case 'scan':
      return scan(act, event.scan)
    case 'misread':
      return misread(act, event.source)
    case 'answer':
      return answer(act, event.choice)
    case 'returns-only':
      closeVisit(act)
      return act.change({ returnsOnly: event.on ?? !act.session.returnsOnly })
    case 'finish':
      return closeVisit(act)
    case 'reopen':
      return reopen(act, event.visitId)
    case 'open-patron':
      return openFound(act, event.patronId)
    case 'renew':
      return renew(act, event.barcodes)
    case 'undo':
      return askUndo(act, event.lineIds)
    case 'move-visit':
      return moveVisit(act, event.visitId, event.card)
    case 'hold':
      return requestHold(act, event.titleId, event.pickup)
    case 'pay':
      return takePayment(act, event.cents)
    case 'resolve':
      return resolve(act, event)
    case 'take-answers-back':
      return takeAnswersBack(act, event.answers)
    case 'task-done':
      return tickOff(act, event.taskIds)
    case 'way-home':
      return void act.write(event.transaction)
    case 'sign-in':
      return signIn(act, event.staffId)
    case 'sign-out':
      return signOut(act)
    case 'choose-stop':
      return chooseStop(act, event.branch, event.stopId)
    case 'correct-stop':
      return correctStop(act, event)
    case 'pad':
      return padSeen(act, event)
    case 'expect-on-pad':
      return expectOnPad(act, event.count)
    case 'tag-written':
      return tagWritten(act, event.barcode)
    case 'tag-seen':
      return void settleAgain(act, event)
    case 'gate-seen-to':
      return gateSeenTo(act, event.barcode)
    case 'security-done':
    case 'security-failed':
      return gateAnswered(act, event)
  }
}

/** Devices speak by themselves: only what is new on a pad is somebody's act. */
const quiet: readonly SessionEvent['type'][] = ['tick', 'pad', 'tag-seen', 'tag-written', 'security-done', 'security-failed']

/** Whether what is acted upon lies on a pad that waits for the desk's word. */
function isFromPad({ question }: Session, event: SessionEvent): boolean {
  if (event.type === 'scan') return event.scan.source.device === 'pad'
  return event.type === 'answer' && question?.scan.source.device === 'pad'
}

/** These need the plane and would push an open question off it. What closes the patron may: the question then stays in the list. */
function isRefusedNow({ session }: Act, { type }: SessionEvent): boolean {
  if (type === 'pay' && session.question && isAnsweredByPaying(session.question)) return false
  return session.question !== undefined && ['renew', 'undo', 'move-visit', 'hold', 'pay', 'correct-stop'].includes(type)
}

function needsStaff({ type }: SessionEvent): boolean {
  return [
    'open-patron',
    'reopen',
    'renew',
    'undo',
    'move-visit',
    'hold',
    'pay',
    'correct-stop',
    'misread',
    'resolve',
    'take-answers-back',
    'task-done',
  ].includes(type)
}

function reopen(act: Act, visitId: string): void {
  const recent = act.session.recent.find(visit => visit.visitId === visitId)
  if (!recent || !act.facts.other) return act.refuse('card-unknown')
  openPatron(act, act.facts.other, { visitId, overridden: recent.overridden ?? [] })
}

/** Found by name: who was looked up is recorded, since no card shows that the patron was there. */
function openFound(act: Act, patronId: string): void {
  if (!act.facts.other) return act.refuse('card-unknown')
  openPatron(act, act.facts.other)
  act.write({ kind: 'patron-looked-up', patronId })
}

/** Whether a tick has anything to close. */
export function isIdle(
  { activeAtMs, visit, question, cardMisread, verdict }: Session,
  monotonicMs: number,
  idleMs: number,
): boolean {
  const isOpen = visit !== undefined || question !== undefined || cardMisread === true || verdict !== undefined
  return isOpen && monotonicMs - activeAtMs >= idleMs
}

function closeWhenIdle(act: Act): void {
  if (!isIdle(act.session, act.now.monotonicMs, act.facts.idleMs)) return
  leaveQuestion(act)
  closeVisit(act)
  act.change({ cardMisread: false })
}
