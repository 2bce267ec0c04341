import type { Encoding } from '../codec/encodings.ts'
import type { AnswerCode, RequestCode } from '../codec/layouts.ts'
import { type AnyMessage, type Message, textIn } from '../codec/message.ts'

/** What a server said of itself (98): nothing where it does not tell. */
export type ServerStatus = Message<'98'>

/** A server on the other side: one request, then its answer. Calls never overlap. */
export interface Conversation {
  readonly status?: ServerStatus
  /** Rejects with a `SipError`; after that the conversation is over. */
  ask<C extends RequestCode>(request: Message<C>): Promise<Message<AnswerCode<C>>>
  /** Whether it can go on. */
  isOpen(): boolean
  close(): void
}

/** How a server is spoken to. */
export interface Manner {
  readonly encoding: Encoding
  /** How long an answer may take. */
  readonly answerMs: number
  /** How long connecting and logging in may take together. */
  readonly loginMs: number
  /** Requests carry a number and a checksum; otherwise answers have none either. */
  readonly checked: boolean
  /** `sip`: message 93. `telnet`: at two prompts before the first message. `none`: by address alone. */
  readonly login: 'sip' | 'telnet' | 'none'
  /** It is not asked how it is: it would hang up after that answer. */
  readonly isCurt?: boolean
}

/** Whom a connection logs in as. */
export interface Credentials {
  readonly user: string
  readonly password: string
  /** CP of the login, where the server wants one. */
  readonly location?: string
}

const echoed: readonly string[] = ['AB', 'AA']

/** Whether an answer is about the item and the patron that were asked about. What it leaves out or empties is no contradiction. */
export function isAbout(request: AnyMessage, answer: AnyMessage): boolean {
  return echoed.every(id => {
    // A return says whose loan it ended.
    if (request.code === '09' && id === 'AA') return true
    const [sent, got] = [textIn(request, id), textIn(answer, id)]
    return !sent || !got || sameText(sent, got)
  })
}

/** Whether an answer has what no such answer is without: a server that mixes things up says things that mean nothing. */
export function isWhole(answer: AnyMessage): boolean {
  const { code, fixed } = answer
  if ('ok' in fixed && !/^[01YN]$/.test(fixed.ok!)) return false
  if (code === '38' && !/^[01YN]$/.test(fixed.accepted!)) return false
  if (code === '18') return /^\d\d$/.test(fixed.status!) && ['AB', 'AJ'].some(id => textIn(answer, id) !== undefined)
  if (code === '64') return ['holds', 'charged', 'unavailableHolds'].every(name => /^ *\d*$/.test(fixed[name]!))
  return true
}

/** Some servers answer in other letters, or without the zeros that a number begins with. */
function sameText(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/^0+(?=\d+$)/, '')
}
