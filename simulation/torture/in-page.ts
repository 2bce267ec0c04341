import type { CrashPoint } from '../../sync/journal/open-journal.ts'

/*
 * These functions run inside the desk's page, before its first script: they see nothing of this file but their argument.
 */

/** A deliberate bug or a desk in trouble, for one run of the program. */
export interface TrialRun {
  /** The second copy is left out: a broken program, or a disk that is not there. */
  readonly noFile?: boolean
  readonly relaxed?: boolean
  readonly noRecover?: boolean
}

/** Where a run is to be killed: at the named point of the append after so many others. */
export interface Armed {
  readonly point: CrashPoint | 'before-paint'
  readonly after: number
}

/** One recorded thing, seen after the frame that shows it was drawn. */
export interface Painted {
  /** `station/epoch/sequence` */
  readonly entry: string
  /** Wall clock of the entry: two sides of a fork share their number, never also this. */
  readonly at: string
  /** Number of the verdict that said it; absent for a line of the list. */
  readonly verdict?: number
  readonly shape?: string
}

declare global {
  var tortureArmed: Armed | undefined
  var tellPainted: (painted: readonly Painted[]) => void
  var tellPoint: (point: string) => void
}

/** Asks the journal for what a test may ask: copies, durability, recovery, and a stop at a named point, told and never left. */
export function prepareTrial({ noFile, relaxed, noRecover }: TrialRun): void {
  const reached = (point: string): boolean => {
    const armed = globalThis.tortureArmed
    if (armed?.point !== point) return false
    globalThis.tortureArmed = { ...armed, after: armed.after - 1 }
    return armed.after <= 0
  }
  globalThis.pysakkiTrial = {
    noFile: noFile === true,
    journal: {
      ...(relaxed && { durability: 'relaxed' as const }),
      ...(noRecover && { sabotage: 'no-recover' as const }),
      crashPoint: point => {
        if (!reached(point)) return
        globalThis.tellPoint(point)
        return new Promise<void>(() => {})
      },
    },
  }
  // The DOM has the verdict, the screen not yet: the word gets out at the end of this task, and the next one never ends.
  const block = new MessageChannel()
  block.port1.onmessage = () => {
    for (;;);
  }
  let number = 0
  new MutationObserver(() => {
    const shown = Number(document.querySelector<HTMLElement>('.verdict[data-number]')?.dataset.number ?? 0)
    if (shown <= number) return
    number = shown
    if (!reached('before-paint')) return
    globalThis.tellPoint('before-paint')
    block.port2.postMessage(0)
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-number'] })
}

/** Tells of every entry on the screen once, after the frame that shows it. */
export function watchPainted(): void {
  const told = new Set<string>()
  const afterFrame = new MessageChannel()
  let drawn: Painted[] = []
  let waits = false
  afterFrame.port1.onmessage = () => {
    const fresh = drawn
    drawn = []
    if (fresh.length > 0) globalThis.tellPainted(fresh)
  }
  const look = () => {
    waits = false
    for (const place of document.querySelectorAll<HTMLElement>('[data-entry]')) {
      const { entry, at, number } = place.dataset
      const name = `${entry} ${at} ${number ?? ''}`
      if (!entry || !at || told.has(name)) continue
      told.add(name)
      const shape = ['yes', 'aside', 'ask', 'no'].find(one => number && place.classList.contains(one))
      drawn.push({ entry, at, ...(number && { verdict: Number(number) }), ...(shape && { shape }) })
    }
    afterFrame.port2.postMessage(0)
  }
  new MutationObserver(() => {
    if (!waits) requestAnimationFrame(look)
    waits = true
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-entry', 'data-number'] })
}

/** Every line of the journal's database, in its order. */
export async function readDatabaseLines(name: string): Promise<readonly string[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await done(indexedDB.open(name))
  const rows: { line: string }[] = await done(database.transaction('entries').objectStore('entries').getAll())
  database.close()
  return rows.map(({ line }) => line)
}
