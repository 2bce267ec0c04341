import { type ByteStream, DeviceError } from '../../host/byte-stream.ts'
import type { Resync } from '../codecs/resync.ts'

/** One request: its bytes, and how its answer is known. */
export interface Asked<F, A> {
  readonly what: string
  readonly bytes: Uint8Array
  /** The answer in a frame; undefined where the frame is none to this request. */
  readonly answerIn: (frame: F) => A | undefined
  readonly waitMs: number
}

/** A whole frame behind an unfinished one is looked for after this silence. */
const silenceMs = 60
const mostTimeOuts = 3

/**
 * Talks with a device that answers and never speaks first: one request at a time, each with a deadline. After an answer that did not come in time the
 * line is brought in step again before the next request, so that a late answer is never taken for another one's. After three in a row, the line is
 * closed, and whoever keeps it connected opens it anew.
 */
export class Exchange<F> {
  private readonly stream: ByteStream
  private readonly framing: Resync<F>
  private readonly inStep: Asked<F, unknown>
  private readonly hurry: number
  private hear: ((frame: F) => void) | undefined
  private fail: ((error: Error) => void) | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private silence: ReturnType<typeof setTimeout> | undefined
  private isOutOfStep = false
  private timeOuts = 0
  private hasEnded = false

  /** `inStep`: a harmless request whose answer no other one has. `hurry`: all waits times this; 1 with real devices. */
  constructor(stream: ByteStream, framing: Resync<F>, inStep: Asked<F, unknown>, hurry = 1) {
    this.stream = stream
    this.framing = framing
    this.inStep = inStep
    this.hurry = hurry
    stream.onBytes(bytes => {
      clearTimeout(this.silence)
      for (const frame of framing.push(bytes)) this.hear?.(frame)
      this.silence = setTimeout(() => {
        for (const frame of framing.afterSilence()) this.hear?.(frame)
      }, silenceMs * hurry)
    })
    stream.onClose(() => this.end())
  }

  /** Resolves with the answer; rejects with a `DeviceError` of kind `time-out` or `gone`. Requests wait for each other. */
  ask<A>(asked: Asked<F, A>): Promise<A> {
    const answer = this.turn.then(() => this.askInTurn(asked))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  private async askInTurn<A>(asked: Asked<F, A>): Promise<A> {
    if (this.isOutOfStep) {
      await this.askNow(this.inStep)
      this.isOutOfStep = false
    }
    return this.askNow(asked)
  }

  private async askNow<A>({ what, bytes, answerIn, waitMs }: Asked<F, A>): Promise<A> {
    if (this.hasEnded) throw new DeviceError('gone', 'the line has ended')
    const answer = new Promise<A>((resolve, reject) => {
      this.hear = frame => {
        const found = answerIn(frame)
        if (found !== undefined) resolve(found)
      }
      this.fail = reject
    })
    answer.catch(() => undefined)
    const timer = setTimeout(
      () => this.fail?.(new DeviceError('time-out', `no answer to "${what}" within ${waitMs} ms`)),
      waitMs * this.hurry,
    )
    try {
      await Promise.race([this.stream.write(bytes), answer])
      const found = await answer
      this.timeOuts = 0
      return found
    } catch (error) {
      this.isOutOfStep = true
      this.framing.reset()
      if (error instanceof DeviceError && error.kind === 'time-out' && ++this.timeOuts >= mostTimeOuts) void this.stream.close()
      throw error
    } finally {
      clearTimeout(timer)
      this.hear = undefined
      this.fail = undefined
    }
  }

  private end(): void {
    this.hasEnded = true
    clearTimeout(this.silence)
    this.fail?.(new DeviceError('gone', 'the device went away before it answered'))
  }
}
