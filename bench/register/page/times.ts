/** Milliseconds of each call, one after the other. */
export async function timesOf<T>(asked: readonly T[], call: (one: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (const one of asked) {
    const began = performance.now()
    await call(one)
    times.push(performance.now() - began)
  }
  return times
}

/** The time that this share of calls did not exceed. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Milliseconds that a call took. */
export async function took(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await call()
  return performance.now() - began
}
