import { type ByteStream, DeviceError } from '../../host/byte-stream.ts'
import { decodeMessage, encodeCommand, type UnitCommand, UnitFraming, type UnitMessage } from '../codecs/text-unit.ts'
import type { Driver } from './driver.ts'

const answerTimeoutMs = 3000

/** The line-oriented RFID unit, protocol version 2.00. */
export const textUnitDriver: Driver = {
  name: 'text-unit',
  makes: 'pad',
  async start(stream, onEvent) {
    const talk = new Conversation(stream)
    // The tag that waits for our word. A unit shows one at a time.
    let waiting: { barcode: string; tag: string } | undefined
    const tags = new Map<string, string>()
    talk.onItem = item => {
      waiting = { barcode: item.barcode, tag: item.tag }
      tags.set(item.barcode, item.tag)
      onEvent({ kind: 'tag', barcode: item.barcode, library: item.library, complete: item.complete })
    }
    talk.onNonsense = why => onEvent({ kind: 'unreadable', why })
    stream.onClose(why => {
      talk.end()
      onEvent({ kind: 'gone', why })
    })
    await talk.ask({ kind: 'version' })
    await talk.ask({ kind: 'begin' })
    return {
      name: 'text-unit',
      async settle(barcode, alarm) {
        const forTagThere = waiting?.barcode === barcode
        if (forTagThere) waiting = undefined
        const tag = tags.get(barcode)
        if (!forTagThere && (alarm === 'leave' || !tag)) return { done: alarm === 'leave', verified: false }
        const answer = await talk.ask(
          forTagThere ? { kind: 'accept', alarm } : { kind: 'retry-alarm', alarm: alarm as 'on' | 'off', tag: tag! },
        )
        // The unit says "done" but does not read the tag back for us.
        return { done: answer.ok, verified: false }
      },
      close: () => stream.close(),
    }
  },
}

/** One question at a time; items may come in between. */
class Conversation {
  onItem: (item: Extract<UnitMessage, { kind: 'item' }>) => void = () => {}
  onNonsense: (why: string) => void = () => {}
  private readonly framing = new UnitFraming()
  private readonly stream: ByteStream
  private asked: { resolve: (answer: { ok: boolean }) => void; reject: (error: Error) => void } | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.onBytes(bytes => {
      for (const line of this.framing.push(bytes)) this.read(line)
    })
  }

  ask(command: UnitCommand): Promise<{ ok: boolean }> {
    const answer = this.turn.then(() => this.askNow(command))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  end(): void {
    this.asked?.reject(new DeviceError('gone', 'the unit went away before it answered'))
    this.asked = undefined
  }

  private async askNow(command: UnitCommand): Promise<{ ok: boolean }> {
    const answer = new Promise<{ ok: boolean }>((resolve, reject) => {
      this.asked = { resolve, reject }
    })
    const timer = setTimeout(() => {
      this.asked?.reject(new DeviceError('time-out', `the unit did not answer "${command.kind}" within ${answerTimeoutMs} ms`))
      this.asked = undefined
    }, answerTimeoutMs)
    try {
      await Promise.race([this.stream.write(encodeCommand(command)), answer])
      return await answer
    } finally {
      clearTimeout(timer)
    }
  }

  private read(line: string): void {
    try {
      const message = decodeMessage(line)
      if (message.kind === 'item') {
        this.onItem(message)
        return
      }
      const asked = this.asked
      this.asked = undefined
      asked?.resolve({ ok: message.ok })
    } catch (error) {
      this.onNonsense(error instanceof Error ? error.message : String(error))
    }
  }
}
