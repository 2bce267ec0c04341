import type { AnswerCode, RequestCode } from './codec/layouts.ts'
import { type Message, textIn } from './codec/message.ts'
import { accountFor, type Sip2Settings } from './configuration.ts'
import { Poison } from './poison.ts'
import { Requests } from './requests.ts'
import type { Conversation, Credentials, Manner, ServerStatus } from './session/conversation.ts'
import { Lanes } from './session/lanes.ts'
import { SipError } from './session/sip-error.ts'
import { askOn, type Habits } from './turn.ts'

/** Opens one connection as one account. Rejects with a `SipError` `unreachable`. */
export type OpenConversation = (who: Credentials, manner: Manner) => Promise<Conversation>

/** One account's turn at the server. */
export interface Turn {
  readonly requests: Requests
  readonly status: ServerStatus | undefined
  ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>>
}

const pauseAfterFailureMs = 1000

/** The way to one server: connections for each account, and a memory for what it cannot bear. */
export class Link {
  readonly #settings: Sip2Settings
  readonly #now: () => string
  readonly #lanes: Lanes
  readonly #poison = new Poison()
  /** What the server said of itself to each account first: it may let one do more than another. */
  readonly #fingerprints = new Map<string, string>()
  readonly #statuses = new Map<string, ServerStatus>()
  readonly #habits: Habits = { hungUp: 0 }

  constructor(settings: Sip2Settings, open: OpenConversation, now: () => string) {
    this.#settings = settings
    this.#now = now
    const { profile, login } = settings
    const { encoding, answerMs, checked, connections, quietMs } = profile
    const manner = { encoding, answerMs, loginMs: answerMs, checked, login }
    this.#lanes = new Lanes((who, isCurt) => open(who, { ...manner, isCurt }), {
      most: connections,
      quietMs,
      pauseMs: pauseAfterFailureMs,
    })
  }

  /** Runs something under the account of this station and branch, on a connection of its own. */
  use<T>(at: { readonly station?: string; readonly branch?: string }, what: (turn: Turn) => Promise<T>): Promise<T> {
    const account = accountFor(this.#settings, at.station, at.branch)
    const { terminalPassword, zone, profile } = this.#settings
    const institution = account.institution ?? this.#settings.institution
    const requests = new Requests({ institution, terminalPassword, zone, profile, now: this.#now })
    const { user, password, location } = account
    return this.#lanes.use({ user, password, ...(location !== undefined && { location }) }, lane => {
      const check = (conversation: Conversation) => this.#checkServer(conversation, user)
      check(lane.conversation)
      return what({
        requests,
        status: this.#statuses.get(user),
        ask: request => this.#poison.ask(request, one => askOn(one, lane, this.#lanes, this.#habits, check)),
      })
    })
  }

  close(): void {
    this.#lanes.close()
  }

  /** Another server, or another version of it, has other ways: nothing is sent to it until somebody has looked. */
  #checkServer({ status }: Conversation, user: string): void {
    const now = status && fingerprintOf(status)
    if (status === undefined || now === undefined) return
    this.#statuses.set(user, status)
    const before = this.#settings.profile.fingerprint ?? this.#fingerprints.get(user) ?? now
    this.#fingerprints.set(user, before)
    if (now === before) return
    throw new SipError(
      'unreachable',
      `the server has changed (${before} before, ${now} now): probe it and put what it says into the settings`,
      { isChanged: true },
    )
  }
}

/** What tells one server from another in what it says of itself. */
export function fingerprintOf(status: ServerStatus): string {
  const { version, timeout, retries, offlineOk, renewalPolicy } = status.fixed
  return [version.trim(), textIn(status, 'BX') ?? '-', offlineOk + renewalPolicy, timeout + retries].join('/')
}
