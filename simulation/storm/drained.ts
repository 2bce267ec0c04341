const lookEveryMs = 250
/** Counting everything costs the hub something too: while much is left, seldom. */
const lookSeldomMs = 3000
const much = 300
const longestStandstillMs = 120_000

/** Resolves when nothing that was uploaded waits for its outcome any more; rejects when for two minutes nothing has moved. */
export async function drained(address: () => string | undefined, token: string): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let movedAt = Date.now()
  for (;;) {
    const left = await waiting(address(), token)
    if (left === 0) return
    if (left !== undefined && left < least) {
      least = left
      movedAt = Date.now()
    }
    if (Date.now() - movedAt > longestStandstillMs) throw new Error(`replay stands still with ${least} waiting`)
    await new Promise(resolve => setTimeout(resolve, (left ?? 0) > much ? lookSeldomMs : lookEveryMs))
  }
}

async function waiting(address: string | undefined, token: string): Promise<number | undefined> {
  if (!address) return undefined
  const headers = { Authorization: `Bearer ${token}` }
  const answer = await fetch(`${address}/api/status`, { headers, signal: AbortSignal.timeout(20_000) }).catch(() => undefined)
  if (!answer?.ok) return undefined
  const { entries } = (await answer.json()) as { entries: Record<string, number> }
  return entries.waiting ?? 0
}
