/**
 * Asks for each key at most once in a while: whoever asks again meanwhile, or while the first answer is still awaited, is given that answer, a failure
 * too. For pages that are looked at again and again, and would ask a library system as often.
 */
export function askedLately<Told>(nowMs: () => number, keptMs: number): (key: string, ask: () => Promise<Told>) => Promise<Told> {
  const asked = new Map<string, { readonly at: number; readonly told: Promise<Told> }>()
  return (key, ask) => {
    const now = nowMs()
    // In the order in which they were asked.
    for (const [old, { at }] of asked) {
      if (now - at < keptMs) break
      asked.delete(old)
    }
    const known = asked.get(key)
    if (known) return known.told
    const told = ask()
    asked.set(key, { at: now, told })
    return told
  }
}
