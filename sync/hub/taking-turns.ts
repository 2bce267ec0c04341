/** Awaited between two pieces of a long row of work: what else has come in has its turn there, where it has waited long enough. */
export type Turns = () => Promise<void> | undefined

/**
 * For work that waits for nothing outside the process (a long list, thousands of queries on the embedded database): without it the hub would answer
 * nobody until the whole of it is done.
 */
export function takingTurns(everyMs = 20): Turns {
  let began = performance.now()
  return () => {
    if (performance.now() - began < everyMs) return
    return new Promise(resolve =>
      setImmediate(() => {
        began = performance.now()
        resolve()
      }),
    )
  }
}
