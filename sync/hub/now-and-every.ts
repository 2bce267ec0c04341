/** Does it now and then again and again, one at a time; `ends` tells the work to stop early. `first` resolves after the first time, `stop` when nothing is under way any more. */
export function beginNowAndEvery(
  everyMs: number,
  work: (ends: () => boolean) => Promise<unknown>,
  onError: (error: unknown) => void,
): { readonly first: Promise<void>; stop(): Promise<void> } {
  let stopped = false
  let underWay = Promise.resolve()
  const once = () => {
    underWay = underWay.then(() => (stopped ? undefined : work(() => stopped))).then(() => undefined, onError)
    return underWay
  }
  const first = once()
  const timer = setInterval(() => void once(), everyMs)
  timer.unref?.()
  return {
    first,
    async stop() {
      stopped = true
      clearInterval(timer)
      await underWay
    },
  }
}

/** The same; resolves, after the first time, to what ends it. */
export async function nowAndEvery(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const { first, stop } = beginNowAndEvery(everyMs, work, onError)
  await first
  return stop
}
