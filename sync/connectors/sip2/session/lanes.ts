import type { Conversation } from './conversation.ts'
import { scStatus } from './session.ts'
import { SipError } from './sip-error.ts'

export interface LaneSettings {
  /** Connections at once; what is over waits its turn. Servers count licences by them. */
  readonly most: number
  /** A connection that was quiet for longer is asked 99 before it is used: servers hang up without a word. */
  readonly quietMs: number
  /** After a login was refused, or nobody answered, the next try waits this long, doubling up to a minute and a half. */
  readonly pauseMs: number
}

interface Lane {
  readonly conversation: Conversation
  usedAt: number
}

const longestPauseMs = 90_000

/** Connections to one server as one account: opened when needed, used one after the other, replaced when they end. */
export class Lanes {
  readonly #open: () => Promise<Conversation>
  readonly #settings: LaneSettings
  readonly #idle: Lane[] = []
  readonly #waiting: (() => void)[] = []
  #busy = 0
  #failures = 0
  #notBefore = 0
  #whyNot: unknown
  #isOver = false

  constructor(open: () => Promise<Conversation>, settings: LaneSettings) {
    this.#open = open
    this.#settings = settings
  }

  /** Runs one thing on a connection of its own. Rejects with what it rejects with, or `unreachable` where no connection can be had. */
  async use<T>(what: (conversation: Conversation) => Promise<T>): Promise<T> {
    await this.#turn()
    try {
      const lane = await this.#take()
      try {
        return await what(lane.conversation)
      } finally {
        lane.usedAt = performance.now()
        if (lane.conversation.isOpen() && !this.#isOver) this.#idle.push(lane)
        else lane.conversation.close()
      }
    } finally {
      this.#busy--
      this.#waiting.shift()?.()
    }
  }

  /** Hangs up where nothing is under way; what is under way ends first. */
  close(): void {
    this.#isOver = true
    for (const { conversation } of this.#idle.splice(0)) conversation.close()
  }

  async #turn(): Promise<void> {
    while (this.#busy >= this.#settings.most) await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.#busy++
  }

  async #take(): Promise<Lane> {
    for (let lane = this.#idle.pop(); lane; lane = this.#idle.pop()) if (await this.#answers(lane)) return lane
    if (this.#isOver) throw new SipError('unreachable', 'the connector is closed')
    if (performance.now() < this.#notBefore)
      throw new SipError('unreachable', `waiting before the next try: ${(this.#whyNot as Error).message}`, {
        cause: this.#whyNot,
      })
    try {
      const conversation = await this.#open()
      this.#failures = 0
      return { conversation, usedAt: performance.now() }
    } catch (error) {
      const pause = Math.min(longestPauseMs, this.#settings.pauseMs * 2 ** this.#failures++)
      this.#notBefore = performance.now() + pause
      this.#whyNot = error
      throw error
    }
  }

  async #answers({ conversation, usedAt }: Lane): Promise<boolean> {
    if (!conversation.isOpen()) return false
    if (performance.now() - usedAt < this.#settings.quietMs) return true
    return conversation.ask(scStatus()).then(
      () => true,
      () => false,
    )
  }
}
