import type { ItemRow } from './rows.ts'
import type { FoundTitle, TitleQuestion, TitleSource } from './title-source.ts'

/** To the worker: a question, or none where it is only to get ready. */
export interface TitleAsk {
  readonly number: number
  readonly database: string
  /** Another one where other tables, or more of them, are here by now. */
  readonly stamp: string
  readonly find?: TitleQuestion
  readonly copiesOf?: readonly string[]
}

export interface TitleAnswer {
  readonly number: number
  readonly found?: readonly FoundTitle[]
  readonly copies?: ReadonlyMap<string, readonly ItemRow[]>
  readonly failed?: string
}

export interface WorkerTitlesOptions {
  /** The packed library's. */
  readonly database: string
  readonly newWorker: () => Worker
  readonly stamp: () => string
  /** What it has made is given back when nobody has asked for so long; ten minutes if not given. */
  readonly idleMs?: number
}

interface Waiting {
  readonly resolve: (answer: TitleAnswer) => void
  readonly reject: (why: Error) => void
}

/** Looks for titles in a worker that reads the same database, so that whoever scans meanwhile does not wait. */
export class WorkerTitles implements TitleSource {
  readonly #options: WorkerTitlesOptions
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #idle: ReturnType<typeof setTimeout> | undefined
  #number = 0

  constructor(options: WorkerTitlesOptions) {
    this.#options = options
  }

  async find(question: TitleQuestion): Promise<readonly FoundTitle[]> {
    return (await this.#ask({ find: question })).found ?? []
  }

  async copiesOf(titleIds: readonly string[]): Promise<ReadonlyMap<string, readonly ItemRow[]>> {
    return (await this.#ask({ copiesOf: titleIds })).copies ?? new Map()
  }

  prepare(): void {
    void this.#ask({}).catch(() => undefined)
  }

  close(): void {
    this.#end(new Error('the register is closed'))
  }

  #ask(what: Pick<TitleAsk, 'find' | 'copiesOf'>): Promise<TitleAnswer> {
    const { database, stamp, idleMs = 10 * 60_000 } = this.#options
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#end(new Error('nobody asks any more')), idleMs)
    this.#worker ??= this.#begin()
    const number = ++this.#number
    this.#worker.postMessage({ number, database, stamp: stamp(), ...what } satisfies TitleAsk)
    return new Promise((resolve, reject) => this.#waiting.set(number, { resolve, reject }))
  }

  #begin(): Worker {
    const worker = this.#options.newWorker()
    worker.onmessage = ({ data }: MessageEvent<TitleAnswer>) => {
      const waiting = this.#waiting.get(data.number)
      this.#waiting.delete(data.number)
      if (data.failed === undefined) waiting?.resolve(data)
      else waiting?.reject(new Error(data.failed))
    }
    worker.onerror = ({ message }) => this.#end(new Error(message || 'the worker has ended'))
    return worker
  }

  /** The next question begins another one. */
  #end(why: Error): void {
    clearTimeout(this.#idle)
    this.#worker?.terminate()
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(why)
    this.#waiting.clear()
  }
}
