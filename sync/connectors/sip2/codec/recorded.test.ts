import { expect, test } from 'vitest'
import recorded from '../vectors/sip2_real.json' with { type: 'json' }
import { answerTo, type RequestCode } from './layouts.ts'
import { readMessages } from './read-message.ts'
import { LineSplitter } from './split-lines.ts'
import { writeMessage } from './write-message.ts'

interface Step {
  readonly direction?: string
  readonly hex?: string
}

const bytesOfHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
const conversations = recorded.map(({ name, steps }) => [name, (steps as Step[]).filter(({ hex }) => hex)] as const)

function linesOf(hex: string) {
  const splitter = new LineSplitter()
  const lines = [...splitter.push(bytesOfHex(hex)), ...[splitter.rest() ?? []].flat()]
  return lines.map(({ bytes }) => bytes)
}

test.each(conversations)('[SP1] %s: every recorded message is read and written again as the same bytes', (_, steps) => {
  expect(steps.length).toBeGreaterThan(5)
  for (const { hex = '' } of steps) {
    const lines = linesOf(hex)
    expect(lines).toHaveLength(1)
    const [read, ...others] = readMessages(lines[0]!, 'utf8')
    expect(others).toEqual([])
    if (read?.kind !== 'message') throw new Error(`unreadable: ${hex}`)
    const terminator = /(?:0d|0a)*$/.exec(hex)![0]
    expect(hexOf(writeMessage(read.message, read.encoding)) + terminator).toBe(hex)
  }
})

test.each(conversations)('[SP1] %s: each answer is of the kind that its request asks for', (_, steps) => {
  let asked: string | undefined
  let answers = 0
  for (const { direction, hex = '' } of steps) {
    const [read] = readMessages(linesOf(hex)[0]!, 'utf8')
    const code = read?.kind === 'message' ? read.message.code : ''
    if (direction === 'to-server') asked = code
    else {
      expect(code).toBe(answerTo[asked as RequestCode])
      answers++
    }
  }
  expect(answers).toBeGreaterThan(2)
})
