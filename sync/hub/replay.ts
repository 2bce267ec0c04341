import { withinLanes } from '../connectors/within-lanes.ts'
import type { PassEnd } from './pass-end.ts'
import type { Replay, ReplayPorts } from './ports.ts'
import { type ReplayOptions, replayOnce } from './replay-loop.ts'
import { Tries } from './tries.ts'

export interface ReplayWorkerOptions extends ReplayOptions {
  /** First wait after an unreachable system; doubled up to the last. */
  readonly backOffMs?: { readonly first: number; readonly last: number }
  /** How often to look again while something waits only for time to pass. */
  readonly lookAgainMs?: number
  /** Told what the hub's own store could not do; the pass is tried again. */
  readonly onError?: (error: unknown) => void
}

/** Starts replay: it looks at once, again whenever it is woken, and by itself while a library system does not answer. */
export function startReplay(allPorts: ReplayPorts, options: ReplayWorkerOptions = {}): Replay {
  const ports = { ...allPorts, connector: withinLanes(allPorts.connector) }
  const { first, last } = options.backOffMs ?? { first: 1000, last: 60_000 }
  const tries = new Tries()
  let woken = false
  let stopped = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  /** Passes and what goes beside them, one at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }

  async function passes(): Promise<void> {
    while (woken && !stopped) {
      woken = false
      const pass = () => replayOnce(ports, { ...options, halt: () => stopped }, tries)
      const end = await inTurn(pass).catch((error): PassEnd => {
        options.onError?.(error)
        return 'unreachable'
      })
      failures = end === 'unreachable' || end === 'retry' ? failures + 1 : 0
      if (end === 'more' || (end === 'retry' && failures < 3)) woken = true
      else if (end !== 'quiet')
        lookAgainIn(end === 'waiting' ? (options.lookAgainMs ?? 60_000) : Math.min(last, first * 2 ** (failures - 1)))
    }
  }

  function lookAgainIn(ms: number): void {
    if (!stopped) timer = setTimeout(wake, ms)
  }

  function wake(): void {
    woken = true
    clearTimeout(timer)
    if (stopped || running) return
    running = passes().finally(() => {
      running = undefined
    })
  }

  wake()
  return {
    wake,
    aside: inTurn,
    async settled() {
      while (running) await running
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      while (running) await running
    },
  }
}

export { replayOnce } from './replay-loop.ts'
