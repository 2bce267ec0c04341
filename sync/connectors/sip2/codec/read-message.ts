import { codePointsOf, isSumOf } from './checksum.ts'
import { bytesOf, type Encoding, textOf } from './encodings.ts'
import { type Code, type Fixed, fixedWidth, isCode, layouts } from './layouts.ts'
import type { AnyMessage, Field } from './message.ts'

/** What a line came to. `sum`: its checksum fits, does not, or there is none. */
export type Read =
  | {
      readonly kind: 'message'
      readonly message: AnyMessage
      readonly sum: 'right' | 'wrong' | 'absent'
      /** As which its bytes could be read; written so, the same bytes come out. */
      readonly encoding: Encoding
    }
  | { readonly kind: 'unreadable'; readonly why: 'no-code' | 'short' }

const check = /^AY(\d)(?:AZ(.*))?$/s

/** The messages of one line, mostly one; several where their terminators were lost. Never throws. */
export function readMessages(line: Uint8Array, encoding: Encoding): readonly Read[] {
  const reads: Read[] = []
  let rest: Uint8Array | undefined = withoutNoise(line)
  while (rest && rest.length > 0 && reads.length < mostInALine) {
    const [read, after] = readOne(rest, encoding)
    reads.push(read)
    rest = after
  }
  return reads
}

/** More than that in one line is no conversation. */
const mostInALine = 16

function readOne(line: Uint8Array, expected: Encoding): readonly [Read, Uint8Array | undefined] {
  const { text, encoding } = textOf(line, expected)
  const code = text.slice(0, 2)
  if (!isCode(code)) return [{ kind: 'unreadable', why: 'no-code' }, undefined]
  const begin = 2 + fixedWidth(code)
  if (text.length < begin) return [{ kind: 'unreadable', why: 'short' }, undefined]
  const pieces = text.slice(begin).split('|')
  const fields: Field[] = []
  let at = begin
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1
    const checked = check.exec(piece)
    if (checked && (isLast || piece.length > 8)) return ends(line, text, at, checked, { code, fields, encoding })
    // No field's name begins with a digit: here another message has begun.
    if (beginsMessage(piece, text.slice(at))) {
      const own = text.slice(0, at)
      return [of(code, own, fields, encoding), bytesOf(text.slice(own.length), encoding)]
    }
    if (piece.length >= 2) fields.push([piece.slice(0, 2), piece.slice(2)])
    at += piece.length + 1
  }
  const isOpen = !text.endsWith('|') && fields.length > 0
  return [of(code, text, fields, encoding, { isOpen }), undefined]
}

/** The last piece holds number and checksum, and perhaps the message that was glued to it. */
function ends(
  line: Uint8Array,
  text: string,
  at: number,
  [piece, digit, behind]: RegExpExecArray,
  { code, fields, encoding }: { code: Code; fields: readonly Field[]; encoding: Encoding },
): readonly [Read, Uint8Array | undefined] {
  const sequence = Number(digit)
  const own = text.slice(0, at + Math.min(piece.length, 9))
  const summed = own.slice(0, at + 5)
  const digits = (behind ?? '').slice(0, 4)
  const bytes = own.length === text.length ? line.subarray(0, line.length - digits.length) : bytesOf(summed, encoding)
  const right = isSumOf(digits, bytes) || isSumOf(digits, codePointsOf(summed))
  const sum = behind === undefined ? 'absent' : right ? 'right' : 'wrong'
  const rest = text.slice(own.length)
  const read = of(code, text, fields, encoding, { sequence, sum })
  return [read, beginsMessage(rest, rest) ? bytesOf(rest, encoding) : undefined]
}

function of(
  code: Code,
  text: string,
  fields: readonly Field[],
  encoding: Encoding,
  { sequence, sum = 'absent', isOpen }: { sequence?: number; sum?: 'right' | 'wrong' | 'absent'; isOpen?: boolean } = {},
): Read {
  let at = 2
  const fixed: Record<string, string> = {}
  for (const [name, width] of layouts[code]) {
    fixed[name] = text.slice(at, at + width)
    at += width
  }
  const message: AnyMessage = {
    code,
    fixed: fixed as Fixed<Code>,
    fields,
    ...(sequence !== undefined && { sequence }),
    ...(isOpen && { isOpen: true as const }),
  }
  return { kind: 'message', message, sum, encoding }
}

function beginsMessage(piece: string, text: string): boolean {
  const code = piece.slice(0, 2)
  // A bar within a title that nobody wrote otherwise, and digits after it: no fixed part has a bar.
  return isCode(code) && text.length >= 2 + fixedWidth(code) && !text.slice(0, 2 + fixedWidth(code)).includes('|')
}

/** Telnet's negotiation, blanks and controls before a message are no part of it. */
function withoutNoise(line: Uint8Array): Uint8Array {
  let begin = 0
  while (begin < line.length && (line[begin]! <= 0x20 || line[begin]! >= 0xf0 || line[begin]! === 0x7f)) {
    begin += line[begin] === 0xff && line[begin + 1]! >= 0xfb ? 3 : 1
  }
  return line.subarray(begin)
}
