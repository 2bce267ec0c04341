import { type ByteStream, DeviceError } from '../../host/byte-stream.ts'
import { askPaper, paperStatus } from '../codecs/escpos/commands.ts'
import type { Driver } from './driver.ts'

/** A slow line (9600 baud) takes a piece well within a transport's time-out. */
const pieceBytes = 512
const answerMs = 800
/** A printer that has answered before must also answer behind a job: it reads the question when it has printed what came in front. */
const afterJobMs = 20_000

/** ESC/POS receipt printers. They are asked for paper before and after each slip; one that never answers is printed to all the same. */
export const printerDriver: Driver = {
  name: 'printer',
  makes: 'printer',
  line: 'baud=9600',
  async start(stream, onEvent) {
    const paper = new PaperQuestion(stream)
    let turn: Promise<unknown> = Promise.resolve()
    stream.onClose(why => {
      paper.end()
      onEvent({ kind: 'gone', why })
    })
    const print = async (bytes: Uint8Array) => {
      const before = await paper.ask(answerMs)
      if (before === 'out') throw new DeviceError('no-paper', 'the printer has no paper')
      for (let at = 0; at < bytes.length; at += pieceBytes) await stream.write(bytes.subarray(at, at + pieceBytes))
      if (before === undefined) return
      const after = await paper.ask(afterJobMs)
      if (after === undefined) throw new DeviceError('time-out', 'the printer fell silent while it printed')
      if (after === 'out') throw new DeviceError('no-paper', 'the paper ended while it was printed on')
    }
    return {
      name: 'printer',
      print(bytes) {
        const done = turn.then(() => print(bytes))
        turn = done.catch(() => undefined)
        return done
      },
      close: () => stream.close(),
    }
  },
}

/** One question at a time: is there paper? Undefined where nobody answers. */
class PaperQuestion {
  private readonly stream: ByteStream
  private hear: ((status: 'there' | 'near-end' | 'out' | undefined) => void) | undefined
  private hasEnded = false

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.onBytes(bytes => {
      for (const byte of bytes) {
        const status = paperStatus(byte)
        if (status) this.hear?.(status)
      }
    })
  }

  async ask(waitMs: number): Promise<'there' | 'near-end' | 'out' | undefined> {
    if (this.hasEnded) throw new DeviceError('gone', 'the printer is gone')
    const heard = new Promise<'there' | 'near-end' | 'out' | undefined>(resolve => {
      this.hear = resolve
    })
    const timer = setTimeout(() => this.hear?.(undefined), waitMs)
    try {
      await this.stream.write(askPaper)
      const status = await heard
      if (this.hasEnded) throw new DeviceError('gone', 'the printer went away')
      return status
    } finally {
      clearTimeout(timer)
      this.hear = undefined
    }
  }

  end(): void {
    this.hasEnded = true
    this.hear?.(undefined)
  }
}
