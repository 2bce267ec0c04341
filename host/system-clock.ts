import type { Clock } from './clock.ts'

/** The machine's own clocks. Monotonic time counts from the moment this is called: the beginning of a run. */
export function systemClock(): Clock {
  const began = performance.now()
  return {
    now: () => new Date(Date.now()).toISOString(),
    monotonicMs: () => performance.now() - began,
  }
}
