/** Two clocks: the wall's, which people set, and a monotonic one, which nobody can. */
export interface Clock {
  /** Wall clock now, ISO instant in UTC with milliseconds. */
  now(): string
  /** Milliseconds since this run began; never goes back. */
  monotonicMs(): number
}
