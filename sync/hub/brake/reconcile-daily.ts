import type { BrakeSettings } from '../../protocol/brake.ts'
import type { Reconciliation } from '../../protocol/office.ts'
import type { Claims } from '../claims.ts'
import { localTime } from './opening-hours.ts'
import { ReadBackHalted, type ReconcilePorts, reconcile } from './reconciliation.ts'

export interface DailyPorts extends ReconcilePorts {
  settings(): Promise<BrakeSettings>
  /** Where several hubs work on one database, one of them reads. */
  readonly claims?: Claims
  /** Told what could not be read; it is tried again at the next look. */
  onError(error: unknown): void
}

/** Whether what was written is to be read back now: once a day, from the hour on that the settings say, and not while all is paused. */
export async function isDue({ store, now, zone, settings }: DailyPorts): Promise<boolean> {
  const { paused, reconcileAt } = await settings()
  const { day, clock } = localTime(now(), zone())
  if (paused || clock < reconcileAt) return false
  const [last] = await store.kept(1)
  return !last || localTime(last.at, zone()).day < day
}

export interface Reconciler {
  /** One at a time: shares the run that is under way. */
  now(): Promise<Reconciliation>
  /** Ends after the item in hand: reading back a storm takes hours. */
  stop(): Promise<void>
}

/** Reads back once a day by itself, and at once when it is asked. */
export function startReconciler(ports: DailyPorts, lookEveryMs = 60_000): Reconciler {
  let running: Promise<Reconciliation> | undefined
  let looking = Promise.resolve()
  let stopped = false

  function run(): Promise<Reconciliation> {
    running ??= reconcile({ ...ports, halt: () => stopped }).finally(() => {
      running = undefined
    })
    return running
  }

  async function look(): Promise<void> {
    try {
      if (await isDue(ports)) await inOneHub(run, ports)
    } catch (error) {
      if (!(error instanceof ReadBackHalted)) ports.onError(error)
    }
  }

  const timer = setInterval(() => {
    looking = looking.then(look)
  }, lookEveryMs)

  return {
    now: run,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
      await running?.catch(() => undefined)
    },
  }
}

async function inOneHub(run: () => Promise<Reconciliation>, ports: DailyPorts): Promise<void> {
  const claim = await ports.claims?.take(['what is read back'])
  if (ports.claims && !claim) return
  try {
    // Another may have done it since.
    if (await isDue(ports)) await run()
  } finally {
    await claim?.release()
  }
}
