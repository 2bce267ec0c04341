import { entryKey } from '../../../circulation/transaction.ts'
import type { BrakeSettings } from '../../protocol/brake.ts'
import type { PreviewLine } from '../../protocol/office.ts'
import type { StoredEntry } from '../ports.ts'
import { takingTurns } from '../taking-turns.ts'
import type { ShadowLine } from './brake-line.ts'
import type { BrakeStore } from './brake-store.ts'

export interface ShadowLogPorts {
  readonly store: Pick<BrakeStore, 'shadow'>
  settings(): Promise<BrakeSettings>
  /** What waits, each with what it would become. */
  previewed(): Promise<readonly { readonly stored: StoredEntry; readonly line: PreviewLine }[]>
  /** The arrival of the last entry that waits, and how many do: while both stand still, little has changed. */
  waiting(): Promise<{ readonly count: number; readonly last: number }>
  /** Told what could not be decided; it is tried again at the next look. */
  onError(error: unknown): void
}

export interface ShadowLog {
  /** Something came in, or the brake was changed: look soon. */
  wake(): void
  /** Resolves when the look under way has ended. */
  settled(): Promise<void>
  stop(): Promise<void>
}

export interface ShadowTimes {
  readonly lookEveryMs: number
  /** The library system moves by itself: what waits is decided anew after so long. */
  readonly anewEveryMs: number
  readonly nowMs: () => number
}

const usual: ShadowTimes = { lookEveryMs: 5000, anewEveryMs: 10 * 60_000, nowMs: () => performance.now() }
/** A look asks the library system about everything that waits: it is left alone so many times as long as the look took. */
const restsTimes = 9
/** So many are written at once: an upload does not wait for thousands. */
const linesAtOnce = 100

/**
 * While shadow mode is on, decides what waits, each on top of what came before it, and keeps for each entry what would have been written. Writes
 * only what differs from what was kept before, and never looks for more than a tenth of the time: in weeks of trial much comes to wait.
 */
export function startShadowLog(ports: ShadowLogPorts, { lookEveryMs, anewEveryMs, nowMs }: ShadowTimes = usual): ShadowLog {
  const kept = new Map<string, string>()
  let seen = { count: -1, last: -1 }
  let agoMs = 0
  let restsUntil = 0
  let looking = Promise.resolve()
  let stopped = false
  const turns = takingTurns()

  async function look(): Promise<void> {
    if (stopped || !(await ports.settings()).shadow) {
      seen = { count: -1, last: -1 }
      restsUntil = 0
      return
    }
    const began = nowMs()
    if (began < restsUntil) return
    const waiting = await ports.waiting()
    if (waiting.count === seen.count && waiting.last === seen.last && agoMs < anewEveryMs) return
    const previewed = await ports.previewed().finally(() => {
      restsUntil = nowMs() + restsTimes * (nowMs() - began)
    })
    let fresh = new Map<string, { readonly said: string; readonly line: ShadowLine }>()
    const keep = async () => {
      if (fresh.size > 0) await ports.store.shadow([...fresh.values()].map(({ line }) => line))
      for (const [key, { said }] of fresh) kept.set(key, said)
      fresh = new Map()
    }
    for (const { stored, line } of previewed) {
      await turns()
      const key = `${entryKey(line.id)} ${stored.hash}`
      const said = JSON.stringify(line)
      if (kept.get(key) !== said) fresh.set(key, { said, line: { ...line, hash: stored.hash } })
      if (fresh.size === linesAtOnce) await keep()
    }
    await keep()
    seen = waiting
    agoMs = 0
  }

  const next = () => {
    looking = looking.then(look).catch(ports.onError)
  }
  const timer = setInterval(() => {
    agoMs += lookEveryMs
    next()
  }, lookEveryMs)
  next()
  return {
    wake: next,
    settled: () => looking,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
    },
  }
}
