import { type AnswerCode, answerTo, type RequestCode } from '../codec/layouts.ts'
import type { AnyMessage, Message } from '../codec/message.ts'
import { type Read, readMessages } from '../codec/read-message.ts'
import { LineSplitter } from '../codec/split-lines.ts'
import { writeMessage } from '../codec/write-message.ts'
import { isAbout, isWhole, type Manner } from './conversation.ts'
import type { Line } from './line.ts'
import { SipError } from './sip-error.ts'

const again = new TextEncoder().encode('97AZFEF5\r')
/** So often a request is sent again on 96, and an answer asked for again on a wrong checksum. */
const patience = 2

interface Waiting {
  readonly request: AnyMessage & { readonly code: RequestCode }
  readonly bytes: Uint8Array
  readonly answered: (answer: AnyMessage) => void
  readonly failed: (error: SipError) => void
  resent: number
  askedAgain: number
}

/** Requests and answers over one line: numbers, checksums, 96 and 97. What goes wrong ends the line: nobody could tell a late answer from the next. */
export class Exchange {
  readonly #line: Line
  readonly #manner: Manner
  readonly #splitter = new LineSplitter()
  #sequence = -1
  #waiting: Waiting | undefined
  #isOver = false
  /** It has answered with a checksum: an answer without one has lost it. */
  #checks = false

  constructor(line: Line, manner: Manner) {
    this.#line = line
    this.#manner = manner
    line.onBytes(bytes => this.#take(bytes))
    line.onEnd(() => this.#end(new SipError('closed', 'the server closed the connection without an answer')))
  }

  isOpen(): boolean {
    return !this.#isOver
  }

  close(): void {
    this.#end(new SipError('silent', 'the connection was closed'))
  }

  /** Sends in one write and waits for the answer. Rejects with a `SipError`; the line is closed then. */
  async ask<C extends RequestCode>(request: Message<C>, ms = this.#manner.answerMs): Promise<Message<AnswerCode<C>>> {
    if (this.#waiting) throw new Error('a request is under way on this connection')
    if (this.#isOver) throw new SipError('unreachable', 'the connection is closed')
    this.#sequence = (this.#sequence + 1) % 10
    const numbered = this.#manner.checked ? { ...request, sequence: this.#sequence } : request
    const bytes = ended(writeMessage(numbered, this.#manner.encoding))
    const answer = new Promise<AnyMessage>((answered, failed) => {
      this.#waiting = { request, bytes, answered, failed, resent: 0, askedAgain: 0 }
    })
    const timer = setTimeout(() => this.#end(new SipError('silent', `no answer to ${request.code} within ${ms} ms`)), ms)
    this.#send(bytes)
    try {
      return (await answer) as unknown as Message<AnswerCode<C>>
    } finally {
      clearTimeout(timer)
    }
  }

  #send(bytes: Uint8Array): void {
    this.#line.write(bytes).catch(() => this.#end(new SipError('closed', 'the connection broke while a message was sent')))
  }

  #take(bytes: Uint8Array): void {
    for (const { bytes: line, isCut } of this.#splitter.push(bytes)) {
      // A list that is not whole would say that somebody has not what they have.
      if (isCut) return this.#end(unusable('the answer has no end'))
      for (const read of readMessages(line, this.#manner.encoding)) this.#hear(read)
    }
  }

  #hear(read: Read): void {
    const waiting = this.#waiting
    if (!waiting) return
    if (read.kind === 'unreadable' || this.#isGarbled(read, waiting)) return this.#askAgain(waiting)
    const { message } = read
    if (message.code === '96') return this.#sendAgain(waiting)
    // After 97 servers number anew, or not at all.
    const isLate = message.sequence !== undefined && message.sequence !== this.#sequence && waiting.askedAgain === 0
    if (isLate || message.code !== answerTo[waiting.request.code]) return
    if (!isAbout(waiting.request, message) || !isWhole(message))
      return this.#end(unusable(`the answer to ${waiting.request.code} is about something else, or says nothing`))
    this.#checks ||= read.sum === 'right'
    this.#waiting = undefined
    waiting.answered(message)
  }

  #isGarbled({ message, sum }: Extract<Read, { kind: 'message' }>, { askedAgain }: Waiting): boolean {
    if (sum === 'wrong') return true
    // 96 and what comes after 97 have none.
    return sum === 'absent' && this.#checks && askedAgain === 0 && message.code !== '96'
  }

  #askAgain(waiting: Waiting): void {
    if (waiting.askedAgain++ >= patience) return this.#end(unusable('the answer cannot be read'))
    this.#send(again)
  }

  #sendAgain(waiting: Waiting): void {
    // It has nothing to send again: the answer is lost.
    if (waiting.askedAgain > 0) return this.#end(new SipError('silent', 'the answer was lost'))
    // Money is not sent twice, whatever the server says of it.
    const isMoney = waiting.request.code === '37'
    if (isMoney || waiting.resent++ >= patience)
      return this.#end(new SipError('rejected', `the server cannot read message ${waiting.request.code}`))
    this.#send(waiting.bytes)
  }

  #end(error: SipError): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#line.close()
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.failed(error)
  }
}

function unusable(what: string): SipError {
  return new SipError('silent', what, { wasHeard: true })
}

function ended(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(message.length + 1)
  bytes.set(message)
  bytes[message.length] = 0x0d
  return bytes
}
