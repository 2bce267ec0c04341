import type { CopyAnswer, CopyCall, CopyMethod, CopyPlace, CopyStart } from './copy-calls.ts'
import type { FirstCopy } from './first-copy.ts'
import { JournalError } from './journal.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (why: JournalError) => void
}

/**
 * The journal's copy in IndexedDB, written on a thread of its own. In the page's thread the word that an entry is durable would wait: Chromium lets
 * no database answer, message or timer run between a key and the frame that paints it. A broadcast is not held back (measured: 1 ms against 10).
 * Rejects as `dexieCopy` does; with `broken` if the thread dies.
 */
export function workerCopy(place: CopyPlace): Omit<FirstCopy, 'alone'> {
  const thread = new Thread({ ...place, answers: `journal-answers:${crypto.randomUUID()}` })
  return {
    read: () => thread.call('read', []),
    add: (...given) => thread.call('add', given),
    replace: (...given) => thread.call('replace', given),
    forget: (...given) => thread.call('forget', given),
    entries: (...given) => thread.call('entries', given),
    close: () => thread.close(),
  }
}

class Thread {
  readonly #worker = new Worker(new URL('./copy-worker.dom.ts', import.meta.url), { type: 'module', name: 'journal' })
  readonly #answers: BroadcastChannel
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0
  #over: JournalError | undefined

  constructor(start: CopyStart) {
    this.#answers = new BroadcastChannel(start.answers)
    const take = ({ data }: MessageEvent<CopyAnswer>) => this.#take(data)
    this.#answers.onmessage = take
    this.#worker.onmessage = take
    this.#worker.onerror = ({ message }) => this.#end(`the journal's thread failed: ${message}`)
    this.#worker.onmessageerror = () => this.#end("the journal's thread could not be understood")
    this.#worker.postMessage(start)
  }

  call<M extends CopyMethod>(method: M, given: Parameters<FirstCopy[M]>): ReturnType<FirstCopy[M]> {
    const answered = new Promise<unknown>((resolve, reject) => {
      if (this.#over) return reject(this.#over)
      const call: CopyCall = { number: ++this.#calls, method, given }
      this.#waiting.set(call.number, { resolve, reject })
      this.#worker.postMessage(call)
    })
    return answered as ReturnType<FirstCopy[M]>
  }

  async close(): Promise<void> {
    if (this.#over) return
    await this.call('close', [])
    this.#end('the journal is closed')
  }

  /** An answer may come both ways; the first that arrives counts. */
  #take({ number, value, failed }: CopyAnswer): void {
    const waiting = this.#waiting.get(number)
    this.#waiting.delete(number)
    if (failed) waiting?.reject(new JournalError(failed.kind, failed.message))
    else waiting?.resolve(value)
  }

  #end(why: string): void {
    this.#over = new JournalError('broken', why)
    for (const { reject } of this.#waiting.values()) reject(this.#over)
    this.#waiting.clear()
    this.#answers.close()
    this.#worker.terminate()
  }
}
