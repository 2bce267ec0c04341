import { ConnectorError } from '../connector.ts'
import type { AnswerCode, RequestCode } from './codec/layouts.ts'
import { type Message, textIn } from './codec/message.ts'
import type { Conversation } from './session/conversation.ts'
import { SipError } from './session/sip-error.ts'

/** So often a server may hang up on one message before a person looks at it. */
const patience = 4
const mostCounted = 10_000

/** Counts how often the server hung up on a message: some do so on what they cannot bear, today and tomorrow. */
export class Poison {
  readonly #counts = new Map<string, number>()

  /** Asks, and rejects with `rejected` where the server has hung up on this message again and again. */
  async ask<C extends RequestCode>(conversation: Conversation, request: Message<C>): Promise<Message<AnswerCode<C>>> {
    const key = `${request.code} ${textIn(request, 'AB') ?? ''} ${textIn(request, 'AA') ?? ''}`
    try {
      const answer = await conversation.ask(request)
      this.#counts.delete(key)
      return answer
    } catch (error) {
      if (!(error instanceof SipError) || error.kind !== 'closed') throw error
      const count = (this.#counts.get(key) ?? 0) + 1
      if (this.#counts.size > mostCounted) this.#counts.clear()
      this.#counts.set(key, count)
      if (count < patience) throw error
      const what = textIn(request, 'AB') ?? 'a patron'
      throw new ConnectorError('rejected', `the server hangs up on message ${request.code} about ${what}`, { cause: error })
    }
  }
}
