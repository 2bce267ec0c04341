import type { Claims } from '../claims.ts'

export interface Looking {
  /** Leaves the file in hand where it is, and stops. */
  stop(): Promise<void>
}

export interface LookingOptions {
  readonly drop: { look(isOurs?: () => boolean): Promise<number>; halt(): void; asOf(): Promise<string | undefined> }
  /** Where several hubs work on one database, one of them takes the files; the others do not wait for it. */
  readonly claims?: Claims
  /** Told of which instant the register is after each look. */
  readonly looked: (asOf: string | undefined) => void
  readonly onError: (error: unknown) => void
  /** 15 000 milliseconds if not given. */
  readonly everyMs?: number
}

/** Looks into the drop folder now and then, from now on. */
export function keepLooking({ drop, claims, looked, onError, everyMs = 15_000 }: LookingOptions): Looking {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> = Promise.resolve()

  async function once(): Promise<void> {
    try {
      const claim = await claims?.take(['what is in the drop folder'])
      if (!claims || claim) await drop.look(() => claim?.stands() ?? true).finally(() => claim?.release())
      looked(await drop.asOf())
    } catch (error) {
      if (!stopped) onError(error)
    }
    if (!stopped) timer = setTimeout(begin, everyMs)
  }

  function begin(): void {
    running = once()
  }

  begin()
  return {
    async stop() {
      stopped = true
      drop.halt()
      clearTimeout(timer)
      await running
    },
  }
}
