import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Slip, SlipKind } from '../../host/slips.ts'

export interface PrintJob {
  readonly id: number
  readonly kind: SlipKind
  readonly slip: Slip
}

export interface PrintState {
  /** In the order in which they come out; the first one is being printed, or could not be. */
  readonly jobs: readonly PrintJob[]
  /** Why nothing comes out. */
  readonly failed?: PrintFailure | undefined
}

export interface PrintQueue extends StoreApi<PrintState> {
  /** Never waits and never throws: lending goes on whatever the printer does. */
  add(kind: SlipKind, slip: Slip): void
  /** Once more, now: somebody put paper in, or the printer is back. */
  retry(): void
  /** What has not come out will not come out. */
  clear(): void
}

/** Nobody reads a pile of old slips: beyond this many the oldest ones fall out. */
const mostJobs = 100

export const printFailures = [
  'no-paper',
  'gone',
  'not-found',
  'busy',
  'time-out',
  'not-supported',
  'nonsense',
  'request',
] as const
export type PrintFailure = (typeof printFailures)[number] | 'failed'

function failureOf(error: unknown): PrintFailure {
  const { kind } = error as { kind?: unknown }
  return printFailures.find(known => known === kind) ?? 'failed'
}

/** Slips wait here until they stand on paper. One that could not be printed is tried again every `retryMs`; what was printed half may come twice. */
export function createPrintQueue(print: (slip: Slip) => Promise<void>, retryMs = 15_000): PrintQueue {
  const store = createStore<PrintState>(() => ({ jobs: [] }))
  let isPrinting = false
  let wasAskedAgain = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let given = 0

  const turn = async () => {
    clearTimeout(timer)
    wasAskedAgain = isPrinting
    if (isPrinting) return
    isPrinting = true
    try {
      for (let [job] = store.getState().jobs; job; [job] = store.getState().jobs) {
        await print(job.slip)
        const { id } = job
        store.setState(({ jobs }) => ({ jobs: jobs.filter(each => each.id !== id), failed: undefined }))
      }
    } catch (error) {
      store.setState(({ jobs }) => ({ jobs, failed: jobs.length > 0 ? failureOf(error) : undefined }))
      // The printer may have come back while this try was still failing.
      if (store.getState().jobs.length > 0) timer = setTimeout(() => void turn(), wasAskedAgain ? 0 : retryMs)
    } finally {
      isPrinting = false
    }
  }
  return Object.assign(store, {
    add(kind: SlipKind, slip: Slip) {
      store.setState(({ jobs }) => ({ jobs: [...jobs, { id: ++given, kind, slip }].slice(-mostJobs) }))
      if (store.getState().failed === undefined) void turn()
    },
    retry: () => void turn(),
    clear: () => store.setState({ jobs: [], failed: undefined }),
  })
}
