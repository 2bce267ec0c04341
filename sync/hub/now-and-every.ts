/** Does it now and then again and again, one at a time. Resolves, after the first time, to what ends it. */
export async function nowAndEvery(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  let underWay = Promise.resolve()
  const once = () => {
    underWay = underWay.then(work).then(() => undefined, onError)
    return underWay
  }
  await once()
  const timer = setInterval(() => void once(), everyMs)
  timer.unref?.()
  return async () => {
    clearInterval(timer)
    await underWay
  }
}
