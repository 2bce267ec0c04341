import type { AnswerCode, RequestCode } from '../codec/layouts.ts'
import type { Message } from '../codec/message.ts'
import type { AccountSettings, Sip2Settings } from '../configuration.ts'
import type { OpenConversation } from '../link.ts'
import type { Conversation, ServerStatus } from '../session/conversation.ts'
import { SipError } from '../session/sip-error.ts'

/** One question after the other, on a new connection where the server hung up on the one before. */
export class Asking {
  #conversation: Conversation | undefined

  constructor(
    private readonly settings: Sip2Settings,
    private readonly open: OpenConversation,
    private readonly account: AccountSettings,
  ) {}

  async status(): Promise<ServerStatus | undefined> {
    return (await this.#connected()).status
  }

  /** Rejects where no connection can be had, or nothing comes for too long. */
  async ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>> | 'hangs-up'> {
    const conversation = await this.#connected()
    try {
      return await conversation.ask(request)
    } catch (error) {
      if (error instanceof SipError && error.kind === 'closed') return 'hangs-up'
      throw error
    }
  }

  /** The same, where nothing can go on without an answer. */
  async must<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>> {
    const answer = await this.ask(request)
    if (answer === 'hangs-up') throw new Error(`the server hangs up on message ${request.code}`)
    return answer
  }

  close(): void {
    this.#conversation?.close()
  }

  async #connected(): Promise<Conversation> {
    if (this.#conversation?.isOpen()) return this.#conversation
    const { user, password, location } = this.account
    const { encoding, answerMs, checked } = this.settings.profile
    const manner = { encoding, answerMs, loginMs: answerMs, checked, login: this.settings.login }
    this.#conversation = await this.open({ user, password, ...(location !== undefined && { location }) }, manner)
    return this.#conversation
  }
}
