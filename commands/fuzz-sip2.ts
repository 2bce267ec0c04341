import { Finding, type FuzzTarget } from '../hardware/fuzz/fuzz-target.ts'
import type { Random } from '../hardware/fuzz/random.ts'
import { bytesOf, type Encoding, textOf } from '../sync/connectors/sip2/codec/encodings.ts'
import { type Code, layouts } from '../sync/connectors/sip2/codec/layouts.ts'
import type { AnyMessage } from '../sync/connectors/sip2/codec/message.ts'
import { readMessages } from '../sync/connectors/sip2/codec/read-message.ts'
import { LineSplitter, longestLine } from '../sync/connectors/sip2/codec/split-lines.ts'
import { writeMessage } from '../sync/connectors/sip2/codec/write-message.ts'
import { Exchange } from '../sync/connectors/sip2/session/exchange.ts'
import type { Line } from '../sync/connectors/sip2/session/line.ts'
import { readRequest, readResponse, writeRequest, writeResponse } from '../sync/connectors/sip2/transports/sip-envelope.ts'

const encodings = ['ascii', 'latin1', 'cp850', 'utf8'] as const
const codes = Object.keys(layouts) as Code[]
const pieces = [
  'AB',
  'AJ',
  '|',
  'AY1AZ',
  '96',
  '98',
  '\r',
  '\n',
  '121',
  '&#124;',
  'Ä',
  '\u0301',
  '    ',
  '20261206',
  'AY',
  'AZFEF6',
  '\u00ff',
]

/** Servers' bytes: garbage, pieces of messages, wrong bits, and a connection on which all that comes between request and answer. */
export const fuzzSip2: FuzzTarget = {
  name: 'sip2',
  async round(random) {
    const encoding = random.one(encodings)
    readsAnything(random, encoding)
    findsWrongBytes(random, encoding)
    if (random.below(20) === 0) longLine(random)
    if (random.below(40) === 0) await believesOnlyItsAnswer(random)
  },
}

/** Envelopes of SIP over HTTP: garbage, cut and bent ones, and texts that must come out as they went in. */
export const fuzzSipOverHttp: FuzzTarget = {
  name: 'sipohttp',
  round(random) {
    const text = withoutControls(soup(random, 12))
    const password = random.text('<>&"\'abc|', random.below(12))
    const read = readRequest(writeRequest({ user: 'u', password, request: text }))
    if (read?.request !== text || read.password !== password)
      throw new Finding(`${JSON.stringify(text)} came out as ${JSON.stringify(read)}`)
    if (readResponse(writeResponse(text)) !== text) throw new Finding(`${JSON.stringify(text)} came out as another answer`)
    const xml = writeResponse(text)
    const cut = xml.slice(0, random.below(xml.length))
    if (readResponse(cut) !== undefined) throw new Finding(`a cut envelope was read: ${cut}`)
    const at = random.below(xml.length)
    readResponse(xml.slice(0, at) + soup(random, 3) + xml.slice(at + random.below(5)))
    readResponse(`<!DOCTYPE a [<!ENTITY b "${'c'.repeat(random.below(50))}">]>${xml}`)
    readRequest(textOf(random.bytes(random.below(300)), 'latin1').text)
  },
}

function readsAnything(random: Random, encoding: Encoding): void {
  const bytes = random.below(3) === 0 ? random.bytes(random.below(300)) : bytesOf(soup(random, 40), encoding)
  for (const line of lines(bytes, random))
    for (const read of readMessages(line, encoding)) {
      if (read.kind !== 'message') continue
      // What was read is the same when it is written and read again.
      const expected = asWritten(read.message)
      const again = expected ? readMessages(writeMessage(read.message, read.encoding), read.encoding) : []
      const [first] = again
      if (expected && (first?.kind !== 'message' || JSON.stringify(first.message) !== JSON.stringify(expected)))
        throw new Finding(`read ${JSON.stringify(read.message)}, then ${JSON.stringify(again)}`)
    }
}

/** As a message is written: without controls in values, and with a fixed part that is plain. Undefined where a field's name is none. */
function asWritten(message: AnyMessage): AnyMessage | undefined {
  if (message.fields.some(([id]) => !/^[A-Z][A-Z0-9]$/.test(id) || id === 'AY')) return
  const fixed = Object.fromEntries(
    Object.entries(message.fixed).map(([name, part]) => [name, part.replace(/[^\u0020-\u007e]/g, '?')]),
  )
  return { ...message, fixed, fields: message.fields.map(([id, value]) => [id, withoutControls(value)]) }
}

function withoutControls(text: string): string {
  return [...text].filter(letter => letter >= ' ' && letter !== '\u007f').join('')
}

function findsWrongBytes(random: Random, encoding: Encoding): void {
  const code = random.one(codes)
  const fixed = Object.fromEntries(layouts[code].map(([name, width]) => [name, random.text('YN 0123456789', width)]))
  const fields = Array.from(
    { length: random.below(6) },
    () => [random.one(['AB', 'AA', 'AJ', 'ZZ']), random.text('abc123 ', random.below(20))] as const,
  )
  const sent: AnyMessage = { code, fixed, fields, sequence: random.below(10) }
  const bytes = writeMessage(sent, encoding)
  const [read] = readMessages(bytes, encoding)
  if (read?.kind !== 'message' || read.sum !== 'right') throw new Finding(`not read: ${textOf(bytes, 'latin1').text}`)
  const wrong = bytes.slice()
  const at = random.below(wrong.length)
  wrong[at] = (wrong[at]! + 1 + random.below(255)) & 0xff
  if (wrong[at] === 0x0d || wrong[at] === 0x0a) return
  const [heard] = readMessages(wrong, encoding)
  if (heard?.kind === 'message' && heard.sum === 'right' && JSON.stringify(heard.message) !== JSON.stringify(sent))
    throw new Finding(`${textOf(bytes, 'latin1').text} was heard as ${textOf(wrong, 'latin1').text}`)
}

function longLine(random: Random): void {
  const splitter = new LineSplitter()
  for (let pushed = 0; pushed < longestLine * 2; pushed += 65_536) splitter.push(new Uint8Array(65_536).fill(65))
  const rest = splitter.rest()
  if (!rest?.isCut || rest.bytes.length > longestLine) throw new Finding('a line without an end was kept whole')
  if (random.below(2) === 0 && splitter.push(bytesOf('941\r', 'ascii')).length !== 1) throw new Finding('lost after a long line')
}

/** Between request and answer comes anything; only the answer about that item, with that number, is believed. */
async function believesOnlyItsAnswer(random: Random): Promise<void> {
  let receive: (bytes: Uint8Array) => void = () => undefined
  const line: Line = {
    write: async bytes => {
      const sent = textOf(bytes, 'latin1').text
      if (sent.startsWith('97')) return
      queueMicrotask(() => {
        for (let count = random.below(6); count > 0; count--) receive(bytesOf(`${soup(random, 20)}\r`, 'utf8'))
        receive(bytesOf('1804020120261206    000000ABWRONG|AJx|AY9AZ0000\r', 'ascii'))
      })
    },
    onBytes(listener) {
      receive = listener
    },
    onEnd: () => undefined,
    close: () => undefined,
  }
  const exchange = new Exchange(line, { encoding: 'utf8', answerMs: 15, loginMs: 15, checked: true, login: 'none' })
  const fixed = { at: '20261206    000000' }
  const answer = await exchange.ask({ code: '17', fixed, fields: [['AB', 'RIGHT']] }).catch(() => undefined)
  if (answer?.fields.some(([id, value]) => id === 'AB' && value === 'WRONG'))
    throw new Finding('the answer about another item was believed')
}

function lines(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const splitter = new LineSplitter()
  const found: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(30)
    found.push(...splitter.push(bytes.subarray(at, at + length)).map(line => line.bytes))
    at += length
  }
  const rest = splitter.rest()
  return rest ? [...found, rest.bytes] : found
}

function soup(random: Random, most: number): string {
  return Array.from({ length: random.below(most) }, () => (random.below(3) === 0 ? random.one(codes) : random.one(pieces))).join(
    '',
  )
}
