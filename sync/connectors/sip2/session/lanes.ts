import type { Conversation, Credentials } from './conversation.ts'
import { scStatus } from './session.ts'
import { SipError } from './sip-error.ts'

export interface LaneSettings {
  /** Connections at once, whoever is logged in on them; what is over waits its turn. Servers count licences by them, and some answer only so many. */
  readonly most: number
  /** A connection that was quiet for longer is asked 99 before it is used: servers hang up without a word. */
  readonly quietMs: number
  /** After a login was refused, or nobody answered, the next try of that account waits this long, doubling up to a minute and a half. */
  readonly pauseMs: number
}

/** A connection for one user at a time; where it has ended, another in its place. */
export interface Lane {
  readonly who: Credentials
  conversation: Conversation
  /** How many answers have come on it, to whatever was asked. */
  heard: number
  usedAt: number
}

interface Failure {
  count: number
  notBefore: number
  readonly why: Error
}

const longestPauseMs = 90_000

/** Connections to one server: opened when needed, used one after the other, replaced when they end. */
export class Lanes {
  readonly #open: (who: Credentials, isCurt: boolean) => Promise<Conversation>
  readonly #settings: LaneSettings
  #idle: Lane[] = []
  readonly #waiting: (() => void)[] = []
  readonly #failures = new Map<string, Failure>()
  #busy = 0
  #isOver = false

  constructor(open: (who: Credentials, isCurt: boolean) => Promise<Conversation>, settings: LaneSettings) {
    this.#open = open
    this.#settings = settings
  }

  /** Runs one thing on a connection of its own. Rejects with what it rejects with, or `unreachable` where no connection can be had. */
  async use<T>(who: Credentials, what: (lane: Lane) => Promise<T>): Promise<T> {
    await this.#turn()
    try {
      const lane = await this.#take(who)
      try {
        return await what(lane)
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

  /** Another connection in the place of one that has ended; a curt one greets nobody. Rejects with `unreachable` where none can be had. */
  async renew(lane: Lane, isCurt: boolean): Promise<void> {
    lane.conversation.close()
    lane.conversation = await this.#connected(lane.who, isCurt)
    lane.heard = lane.conversation.status ? 1 : 0
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

  async #take(who: Credentials): Promise<Lane> {
    for (let lane = this.#idleOf(who); lane; lane = this.#idleOf(who)) if (await this.#answers(lane)) return lane
    this.#makeRoom()
    const conversation = await this.#connected(who)
    return { who, conversation, heard: conversation.status ? 1 : 0, usedAt: performance.now() }
  }

  async #connected(who: Credentials, isCurt = false): Promise<Conversation> {
    if (this.#isOver) throw new SipError('unreachable', 'the connector is closed')
    const failure = this.#failures.get(who.user)
    if (failure && performance.now() < failure.notBefore)
      throw new SipError('unreachable', `waiting before the next try: ${failure.why.message}`, { cause: failure.why })
    try {
      const conversation = await this.#open(who, isCurt)
      this.#failures.delete(who.user)
      return conversation
    } catch (error) {
      const count = (failure?.count ?? 0) + 1
      const pause = Math.min(longestPauseMs, this.#settings.pauseMs * 2 ** (count - 1))
      this.#failures.set(who.user, { count, notBefore: performance.now() + pause, why: error as Error })
      throw error
    }
  }

  #idleOf({ user, location }: Credentials): Lane | undefined {
    const lane = this.#idle.findLast(({ who }) => who.user === user && who.location === location)
    this.#idle = this.#idle.filter(one => one !== lane)
    return lane
  }

  /** Another account's connection that nobody uses gives way. */
  #makeRoom(): void {
    while (this.#idle.length > 0 && this.#busy + this.#idle.length > this.#settings.most) this.#idle.shift()?.conversation.close()
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
