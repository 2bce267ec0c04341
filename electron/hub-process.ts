import { createInterface } from 'node:readline'
import { type UtilityProcess, utilityProcess } from 'electron'
import { z } from 'zod'
import type { HubState } from '../host/calls.ts'
import { GrowingPause } from './growing-pause.ts'

const readyLine = z.object({ listening: z.string(), token: z.string() })

const lastWordsMs = 300
/** So many ends in a row, none of them after a minute's work, and it is not started again. */
const mostInARow = 6

/** The embedded hub: a process of its own, so that a slow replay never holds up a scan. */
export interface EmbeddedHub {
  readonly url: string
  readonly token: string
  state(): HubState
  /** Told of every change of `state()`; one listener. */
  onState(listener: (state: HubState) => void): void
  stop(): Promise<void>
}

/**
 * Starts the hub and waits until it listens. Rejects with its last words if it ends before. One that ends later by itself is started again on the same
 * port, each time after a longer pause: the desk goes on meanwhile, and what waits goes up afterwards.
 */
export async function startHub(program: string, args: readonly string[]): Promise<EmbeddedHub> {
  const first = new HubProcess(program, [...args, '--port', '0'])
  const { url, token } = await first.ready
  return new KeptHub(url, token, first, () => new HubProcess(program, [...args, '--port', new URL(url).port]))
}

class KeptHub implements EmbeddedHub {
  readonly url: string
  readonly token: string
  readonly #start: () => HubProcess
  readonly #pause = new GrowingPause({ firstMs: 500, longestMs: 30_000, stoodMs: 60_000 })
  #process: HubProcess
  #state: HubState = 'running'
  #listener: (state: HubState) => void = () => {}
  #stopping = false

  constructor(url: string, token: string, first: HubProcess, start: () => HubProcess) {
    this.url = url
    this.token = token
    this.#process = first
    this.#start = start
    this.#pause.started(performance.now())
    void this.#keep()
  }

  state(): HubState {
    return this.#state
  }

  onState(listener: (state: HubState) => void): void {
    this.#listener = listener
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#process.stop()
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#process.ended
      if (this.#stopping) return
      const { pauseMs, inARow } = this.#pause.ended(performance.now())
      if (inARow > mostInARow) return this.#become('given-up')
      this.#become('restarting')
      await new Promise(resolve => setTimeout(resolve, pauseMs))
      if (this.#stopping) return
      this.#process = this.#start()
      const listens = await this.#process.ready.then(
        () => true,
        () => false,
      )
      if (!listens) continue
      this.#pause.started(performance.now())
      this.#become('running')
    }
  }

  #become(state: HubState): void {
    if (state === this.#state) return
    this.#state = state
    this.#listener(state)
  }
}

/** One run of the hub's program. */
class HubProcess {
  /** Rejects with its last words if it ends before it listens. */
  readonly ready: Promise<{ readonly url: string; readonly token: string }>
  readonly ended: Promise<number>
  readonly #child: UtilityProcess

  constructor(program: string, args: readonly string[]) {
    this.#child = utilityProcess.fork(program, [...args], { stdio: 'pipe', serviceName: 'hub' })
    this.ended = new Promise(resolve => this.#child.once('exit', resolve))
    this.ready = this.#ready()
    // Whoever only keeps it running learns of its end by `ended`.
    this.ready.catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#child.kill()
    await this.ended
  }

  #ready(): HubProcess['ready'] {
    const { stdout, stderr } = this.#child
    let lastWords = ''
    stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-4000)
      process.stderr.write(chunk)
    })
    return new Promise((resolve, reject) => {
      // What it said last may come after its end.
      void this.ended.then(code =>
        setTimeout(() => reject(new Error(`the hub ended (${code}). ${lastWords.trim()}`)), lastWordsMs),
      )
      if (!stdout) return reject(new Error('the hub has no output'))
      createInterface({ input: stdout as unknown as NodeJS.ReadableStream }).on('line', line => {
        const ready = readyLine.safeParse(parse(line))
        if (ready.success) resolve({ url: ready.data.listening, token: ready.data.token })
      })
    })
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
