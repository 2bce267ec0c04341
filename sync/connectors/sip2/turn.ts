import type { AnswerCode, RequestCode } from './codec/layouts.ts'
import type { Message } from './codec/message.ts'
import type { Conversation } from './session/conversation.ts'
import type { Lane, Lanes } from './session/lanes.ts'
import { SipError } from './session/sip-error.ts'

/** What is learnt of a server while it is spoken to, until the hub starts anew. */
export interface Habits {
  /** So often it has hung up right after an answer, and never answered twice on one connection since. */
  hungUp: number
}

/** From then on every message gets a connection of its own. */
const isHabit = 2

const questions: readonly RequestCode[] = ['17', '23', '63']

/**
 * Asks on a lane, on a new connection where the one before has ended. A question whose connection broke is put again, once: it changes nothing.
 * Anything else goes out at most once, and where a server hangs up after its answers, on a connection that has not answered yet.
 */
export async function askOn<C extends RequestCode>(
  request: Message<C>,
  lane: Lane,
  lanes: Lanes,
  habits: Habits,
  check: (conversation: Conversation) => void,
): Promise<Message<AnswerCode<C>>> {
  const isQuestion = questions.includes(request.code)
  const renew = async () => {
    await lanes.renew(lane, habits.hungUp > 0)
    check(lane.conversation)
  }
  const isOver = !lane.conversation.isOpen()
  if (isOver && lane.heard > 0) habits.hungUp++
  if (isOver || (lane.heard > 0 && habits.hungUp >= (isQuestion ? isHabit : 1))) await renew()
  const ask = async () => {
    const answer = await lane.conversation.ask(request)
    lane.heard++
    if (lane.heard > 1) habits.hungUp = 0
    return answer
  }
  try {
    return await ask()
  } catch (error) {
    if (!isQuestion || lane.heard === 0 || !(error instanceof SipError) || error.kind !== 'closed') throw error
    const before = habits.hungUp
    habits.hungUp++
    await renew()
    // Twice on the same message: it is this message that it cannot bear.
    return ask().catch(again => {
      habits.hungUp = before
      throw again
    })
  }
}
