import { sipDate } from '../codec/dates.ts'
import { bytesOf } from '../codec/encodings.ts'
import { type AnyMessage, type Message, textIn } from '../codec/message.ts'
import { type Read, readMessages } from '../codec/read-message.ts'
import { type Line as Heard, LineSplitter } from '../codec/split-lines.ts'
import { message, writeMessage } from '../codec/write-message.ts'
import type { Line } from '../session/line.ts'
import { answerRequest } from './answer-request.ts'
import { Desk, type ServedLibrary } from './desk.ts'
import type { Fault, Faults } from './fault.ts'
import { lieAbout, saysYes, wrongSum } from './lie.ts'
import { type ServerKind, serverKinds } from './server-kind.ts'
import { TelnetPrompts } from './telnet-prompts.ts'

/** Who may log in, and at which branch they stand: where that is empty, CP of the login says. */
export interface Account {
  readonly user: string
  readonly password: string
  readonly branch: string
}

export interface ServerOptions extends ServedLibrary {
  readonly accounts: readonly Account[]
  readonly institution: string
  readonly kind?: ServerKind
  readonly login?: 'sip' | 'telnet'
  readonly faults?: Faults
  /** Told what the server could not do; it hangs up then. */
  readonly onTrouble?: (error: unknown) => void
}

/** What all connections of one server share. */
export interface ServerState {
  /** Requests heard so far. */
  count: number
  /** The same by code. */
  readonly byCode?: Map<string, number>
}

/** So many messages of one client may wait for their answers. */
const mostInHand = 1000

/** Serves one connection until it ends. As real servers do, it carries out a message that was cut, and the same message as often as it comes. */
export class ServerSession {
  readonly #line: Line
  readonly #options: ServerOptions
  readonly #kind: ServerKind
  readonly #state: ServerState
  readonly #splitter = new LineSplitter()
  readonly #desk: Desk
  #prompts: TelnetPrompts | undefined
  #account: Account | undefined
  #location = ''
  #failedLogins = 0
  #last: AnyMessage | undefined
  #working: Promise<void> = Promise.resolve()
  #isOver = false
  #inHand = 0

  constructor(line: Line, options: ServerOptions, state: ServerState) {
    this.#line = line
    this.#options = options
    this.#kind = options.kind ?? serverKinds['koha-4']
    this.#state = state
    this.#desk = new Desk(options)
    if (options.login === 'telnet') this.#prompts = new TelnetPrompts(text => this.#say(bytesOf(text, 'ascii')), options.accounts)
    line.onBytes(bytes => this.#take(this.#splitter.push(bytes)))
    line.onEnd(() => {
      const rest = this.#splitter.rest()
      if (rest) this.#take([rest])
      this.#isOver = true
    })
  }

  /** Resolves when what has come is carried out. */
  settled(): Promise<void> {
    return this.#working
  }

  #take(lines: readonly Heard[]): void {
    for (const { bytes, isCut } of lines) {
      // Longer than any message, or more of them than anybody asks at once: nobody who means well.
      if (isCut || this.#inHand >= mostInHand) return this.#hangUp()
      this.#inHand++
      this.#working = this.#working
        .then(() => this.#hear(bytes))
        .catch(error => {
          this.#options.onTrouble?.(error)
          this.#hangUp()
        })
        .finally(() => this.#inHand--)
    }
  }

  async #hear(line: Uint8Array): Promise<void> {
    if (this.#prompts && !this.#account) {
      if (this.#prompts.answer(String.fromCharCode(...line.subarray(0, 200))) === 'refused') return this.#hangUp()
      this.#account = this.#prompts.account
      this.#location = this.#account?.branch ?? ''
      return
    }
    for (const read of readMessages(line, this.#kind.encoding)) await this.#answer(read)
  }

  async #answer(read: Read): Promise<void> {
    if (read.kind === 'unreadable') return this.#hangUp()
    if (read.sum === 'wrong' && read.message.sequence !== undefined) return this.#say(this.#ended(bytesOf('96AZFEF6', 'ascii')))
    const { message: request } = read
    if (request.code === '97') return this.#sayAgain()
    if (request.code === '93') return this.#login(request as Message<'93'>)
    if (!this.#account) return this.#hangUp()
    const { byCode } = this.#state
    byCode?.set(request.code, (byCode.get(request.code) ?? 0) + 1)
    const fault = this.#options.faults?.(request.code, this.#state.count++)
    if (fault?.kind === 'late') return this.#later(request, fault.ms)
    if (fault?.kind === 'not-heard') return
    if (fault?.kind === 'hangs-up-before') return this.#hangUp()
    if (fault?.kind === 'garbled') return this.#say(this.#ended(bytesOf('96AZFEF6', 'ascii')))
    if (fault?.kind === 'slow') await new Promise(resolve => setTimeout(resolve, fault.ms))
    const answer = fault?.kind === 'says-yes' ? saysYes(request, this.#asked()) : await answerRequest(request, this.#asked())
    if (answer === 'close') return this.#hangUp()
    this.#reply(request, answer, fault)
  }

  #asked() {
    const { institution, zone, now } = this.#options
    const at = sipDate(now(), zone)
    return { library: this.#options, desk: this.#desk, kind: this.#kind, institution, location: this.#location, at }
  }

  /** It has stalled: whoever asked has gone, and it is done all the same. */
  #later(request: AnyMessage, ms: number): void {
    setTimeout(() => {
      this.#working = this.#working
        .then(async () => {
          const answer = await answerRequest(request, this.#asked())
          if (answer !== 'close') this.#reply(request, answer)
        })
        .catch(error => this.#options.onTrouble?.(error))
    }, ms)
  }

  #reply(request: AnyMessage, answer: AnyMessage, fault?: Fault): void {
    const numbered: AnyMessage = request.sequence === undefined ? answer : { ...answer, sequence: request.sequence }
    this.#last = numbered
    if (fault?.kind === 'answer-lost') return
    if (fault?.kind === 'hangs-up-after') return this.#hangUp()
    const told = fault ? lieAbout(numbered, fault.kind) : numbered
    let bytes = writeMessage(told, this.#kind.encoding)
    if (fault?.kind === 'wrong-sum') bytes = wrongSum(bytes)
    if (fault?.kind === 'answer-cut') bytes = bytes.subarray(0, Math.floor(bytes.length / 2))
    this.#say(this.#ended(bytes))
    if (fault?.kind === 'answer-twice') this.#say(this.#ended(bytes))
  }

  #sayAgain(): void {
    if (!this.#last) return this.#say(this.#ended(bytesOf('96AZFEF6', 'ascii')))
    const { sequence: _, ...plain } = this.#last
    this.#say(this.#ended(writeMessage(plain, this.#kind.encoding)))
  }

  #login(request: Message<'93'>): void {
    const [user, password, location] = ['CN', 'CO', 'CP'].map(id => textIn(request, id))
    this.#account = this.#options.accounts.find(one => one.user === user && one.password === password)
    this.#location = this.#account?.branch || (location ?? '')
    const answer = message('94', { ok: this.#account ? '1' : '0' })
    const numbered = request.sequence === undefined ? answer : { ...answer, sequence: request.sequence }
    this.#say(this.#ended(writeMessage(numbered, 'ascii')))
    if (!this.#account && ++this.#failedLogins >= 3) this.#hangUp()
  }

  #ended(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from([...bytes, ...bytesOf(this.#kind.terminator, 'ascii')])
  }

  #say(bytes: Uint8Array): void {
    if (!this.#isOver) void this.#line.write(bytes).catch(() => undefined)
  }

  #hangUp(): void {
    this.#isOver = true
    this.#line.close()
  }
}
