import type { AnswerCode, RequestCode } from '../codec/layouts.ts'
import type { Message } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import type { Conversation, Credentials, Manner, ServerStatus } from './conversation.ts'
import { Exchange } from './exchange.ts'
import type { OpenLine } from './line.ts'
import { SipError } from './sip-error.ts'
import { telnetLogin } from './telnet-login.ts'

/** A server that took a connection but not who is asking: asking again at once would lock the account. */
export class LoginRefused extends SipError {
  constructor(message: string) {
    super('unreachable', message)
  }
}

/** Connects, logs in and asks the server how it is. Rejects with a `SipError` `unreachable`: until then nothing was asked of it. */
export async function openSession(open: OpenLine, manner: Manner, who: Credentials): Promise<Conversation> {
  const until = performance.now() + manner.loginMs
  const left = () => Math.max(1, until - performance.now())
  const line = await open()
  let over = () => line.close()
  const late = setTimeout(() => over(), manner.loginMs)
  try {
    const ready = manner.login === 'telnet' ? await telnetLogin(line, who) : line
    const exchange = new Exchange(ready, manner)
    over = () => exchange.close()
    if (manner.login === 'sip') await login(exchange, who, left())
    const status = manner.isCurt ? undefined : await exchange.ask(scStatus(), left())
    return new Session(exchange, status)
  } catch (error) {
    line.close()
    if (error instanceof LoginRefused) throw error
    // It may know neither numbers nor checksums.
    if (manner.checked && error instanceof SipError && error.kind === 'rejected')
      return openSession(open, { ...manner, checked: false, loginMs: left() }, who)
    const why = error instanceof Error ? error.message : String(error)
    throw new SipError('unreachable', `the login did not succeed: ${why}`, { cause: error })
  } finally {
    clearTimeout(late)
  }
}

/** Asks a server how it is. */
export function scStatus(): Message<'99'> {
  return message('99', { status: '0', printWidth: '080', version: '2.00' })
}

async function login(exchange: Exchange, { user, password, location }: Credentials, ms: number): Promise<void> {
  const plain = { userAlgorithm: '0', passwordAlgorithm: '0' }
  const { fixed } = await exchange.ask(message('93', plain, { CN: user, CO: password, CP: location }), ms)
  if (fixed.ok !== '1' && fixed.ok !== 'Y')
    throw new LoginRefused('the server refused the login: check the account, its password and its rights')
}

class Session implements Conversation {
  readonly status?: ServerStatus

  constructor(
    private readonly exchange: Exchange,
    status: ServerStatus | undefined,
  ) {
    if (status) this.status = status
  }

  ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>> {
    return this.exchange.ask(request)
  }
  isOpen(): boolean {
    return this.exchange.isOpen()
  }
  close(): void {
    this.exchange.close()
  }
}
