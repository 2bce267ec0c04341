import { bytesOf, textOf } from '../codec/encodings.ts'
import { type AnswerCode, answerTo, type RequestCode } from '../codec/layouts.ts'
import type { Message } from '../codec/message.ts'
import { readMessages } from '../codec/read-message.ts'
import { writeMessage } from '../codec/write-message.ts'
import { type Conversation, type Credentials, isAbout, isWhole, type Manner, type ServerStatus } from '../session/conversation.ts'
import { LoginRefused, scStatus } from '../session/session.ts'
import { SipError } from '../session/sip-error.ts'
import { longestEnvelope, readResponse, writeRequest } from './sip-envelope.ts'

/** The plugin reads the server's answer at one go, and no more than this of it. */
const longestAnswer = 8192
/** A letter that was cut in two, or the line's end, may be missing of them. */
const cutLetter = 6

/** Messages posted one by one to Koha-Suomi's SIP over HTTP: each is a session of its own at the far end. An HTTP status of 200 means nothing. */
export async function openOverHttp(url: string, manner: Manner, who: Credentials): Promise<Conversation> {
  const conversation = new OverHttp(url, manner, who)
  try {
    await conversation.greet()
  } catch (error) {
    if (error instanceof LoginRefused) throw error
    throw new SipError('unreachable', `the server does not answer: ${(error as Error).message}`, { cause: error })
  }
  return conversation
}

class OverHttp implements Conversation {
  status?: ServerStatus
  #sequence = 0
  #isOver = false

  constructor(
    private readonly url: string,
    private readonly manner: Manner,
    private readonly who: Credentials,
  ) {}

  async greet(): Promise<void> {
    this.status = await this.ask(scStatus())
  }

  isOpen(): boolean {
    return !this.#isOver
  }

  close(): void {
    this.#isOver = true
  }

  async ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>> {
    try {
      return await this.#ask(request)
    } catch (error) {
      this.#isOver = true
      throw error
    }
  }

  async #ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>> {
    this.#sequence = (this.#sequence + 1) % 10
    const numbered = this.manner.checked ? { ...request, sequence: this.#sequence } : request
    const text = textOf(writeMessage(numbered, 'utf8'), 'utf8').text
    const answer = await this.#post(text)
    const response = readResponse(answer)
    if (response === undefined) throw new SipError('silent', 'the answer is no envelope', heard)
    if (response.trim() === '') throw new SipError('silent', `an empty answer to ${request.code}`)
    // Each answer is one message; a line's end within it has been taken away at the far end.
    const bytes = bytesOf(response, 'utf8')
    const [read] = readMessages(bytes, 'utf8')
    if (read?.kind !== 'message') throw new SipError('silent', `an answer to ${request.code} that cannot be read`, heard)
    const { message, sum } = read
    if (message.code === '94' && message.fixed && (message as Message<'94'>).fixed.ok !== '1')
      throw new LoginRefused('the server refused the login: check the account, its password and its rights')
    const isCut = bytes.length >= longestAnswer - cutLetter || (this.manner.checked && sum !== 'right' && message.isOpen)
    if (sum === 'wrong' || isCut) throw new SipError('silent', `the answer to ${request.code} was cut`, heard)
    if (message.code !== answerTo[request.code])
      throw new SipError('silent', `message ${message.code} in answer to ${request.code}`, heard)
    if (this.manner.checked && message.sequence !== undefined && message.sequence !== this.#sequence)
      throw new SipError('silent', `the answer to an earlier message instead of one to ${request.code}`)
    if (!isAbout(request, message) || !isWhole(message))
      throw new SipError('silent', `the answer to ${request.code} is about something else`, heard)
    return message as Message<AnswerCode<C>>
  }

  async #post(request: string): Promise<string> {
    const { user, password } = this.who
    let response: Response
    try {
      response = await fetch(this.url, {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml; charset=utf-8' },
        body: writeRequest({ user, password, request }),
        signal: AbortSignal.timeout(this.manner.answerMs),
        redirect: 'error',
      })
    } catch (error) {
      throw new SipError(neverLeft(error) ? 'unreachable' : 'silent', `no answer: ${(error as Error).message}`, { cause: error })
    }
    // It refuses envelopes and devices that it does not know before it asks the library system.
    if (response.status >= 400 && response.status < 500)
      throw new SipError('unreachable', `the server refused the message (HTTP ${response.status}): check address and account`)
    if (response.status !== 200) throw new SipError('silent', `HTTP ${response.status}`)
    return shortText(response)
  }
}

const heard = { wasHeard: true }

const beforeSending: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]

/** The connection was never made. */
function neverLeft(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown } }).cause
  return beforeSending.includes(cause?.code)
}

async function shortText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    if (response.body)
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true })
        if (text.length > longestEnvelope) throw new Error('the answer has no end')
      }
  } catch (error) {
    throw new SipError('silent', `the answer broke off: ${(error as Error).message}`, { cause: error })
  }
  return text + decoder.decode()
}
