import { ConnectorError } from '../../connectors/connector.ts'

export interface Passing {
  /** Something new is on board: go home soon. Returns without waiting. */
  wake(): void
  /** Finishes the request in hand, then stops. */
  stop(): Promise<void>
}

export interface PassingOptions {
  /** Goes home once, with everything; rejects with a `ConnectorError` where home cannot be reached. */
  readonly turn: () => Promise<void>
  /** Told how each turn ended. */
  readonly ended: (how: 'answered' | ConnectorError['kind'] | 'broken', error?: unknown) => void
  /** How often home is asked what it has decided, in milliseconds. */
  readonly pollMs: number
  /** In [0, 1): spreads attempts, so that a fleet does not come back at once. */
  readonly random: () => number
}

const longestWaitMs = 60_000

/** Goes home now and then, at once where something is new, and ever later while home does not answer, up to a minute. */
export function keepPassing({ turn, ended, pollMs, random }: PassingOptions): Passing {
  let stopped = false
  let woken = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined

  async function once(): Promise<void> {
    woken = false
    try {
      await turn()
      failures = 0
      ended('answered')
    } catch (error) {
      failures++
      ended(error instanceof ConnectorError ? error.kind : 'broken', error)
    }
  }

  function begin(): void {
    clearTimeout(timer)
    if (stopped || running) return
    running = once().finally(() => {
      running = undefined
      if (stopped) return
      const longer = Math.min(longestWaitMs, pollMs * 2 ** Math.min(failures, 10))
      const waitMs = failures > 0 ? longer * (0.5 + random() / 2) : woken ? 0 : pollMs
      timer = setTimeout(begin, waitMs)
    })
  }

  begin()
  return {
    wake() {
      woken = true
      if (failures === 0) begin()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
