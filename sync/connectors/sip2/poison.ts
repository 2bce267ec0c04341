import { ConnectorError } from '../connector.ts'
import type { AnswerCode, RequestCode } from './codec/layouts.ts'
import { type Message, textIn } from './codec/message.ts'
import { SipError } from './session/sip-error.ts'

/** So often a server may fail on one message before a person looks at it. */
const patience = 4
const mostCounted = 10_000

interface Failures {
  readonly count: number
  /** How many other answers had come by then. */
  readonly after: number
}

/**
 * Counts how often the server hung up on a message, gave an answer to it that cannot be used, or was silent while it answered others: some do so
 * on what they cannot bear, today and tomorrow, and what comes behind it must not wait for ever.
 */
export class Poison {
  readonly #failures = new Map<string, Failures>()
  #answers = 0

  /** Asks, and rejects with `rejected` where the server has failed on this message again and again. */
  async ask<C extends RequestCode>(
    request: Message<C>,
    ask: (request: Message<C>) => Promise<Message<AnswerCode<C>>>,
  ): Promise<Message<AnswerCode<C>>> {
    const key = `${request.code} ${textIn(request, 'AB') ?? ''} ${textIn(request, 'AA') ?? ''}`
    try {
      const answer = await ask(request)
      this.#answers++
      this.#failures.delete(key)
      return answer
    } catch (error) {
      if (!(error instanceof SipError) || !this.#isOwn(error, key)) throw error
      const count = (this.#failures.get(key)?.count ?? 0) + 1
      if (this.#failures.size > mostCounted) this.#failures.clear()
      this.#failures.set(key, { count, after: this.#answers })
      // Of money nobody says that it was not taken, as long as it may have been.
      if (count < patience || request.code === '37') throw error
      const what = textIn(request, 'AB') ?? 'a patron'
      const does = error.kind === 'closed' ? 'hangs up on' : 'gives no usable answer to'
      throw new ConnectorError('rejected', `the server ${does} message ${request.code} about ${what}`, { cause: error })
    }
  }

  /** Whether it is this message that failed, and not the server or the line. */
  #isOwn({ kind, wasHeard }: SipError, key: string): boolean {
    if (kind === 'closed' || wasHeard) return true
    const before = this.#failures.get(key)
    return kind === 'silent' && (before === undefined || this.#answers > before.after)
  }
}
