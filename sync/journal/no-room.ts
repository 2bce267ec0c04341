/** Whether something could not be written because the disk, or the browser's share of it, is full; the reason may lie under others. */
export function isNoRoom(error: unknown): boolean {
  let reason = error
  for (let depth = 0; depth < 6 && typeof reason === 'object' && reason !== null; depth++) {
    const { name, inner, cause, failures } = reason as Reason
    if (name === 'QuotaExceededError') return true
    reason = inner ?? cause ?? failures?.[0]
  }
  return false
}

/** An error with what lies under it: Dexie's name for that, the language's, and what a bulk write collects. */
interface Reason {
  readonly name?: unknown
  readonly inner?: unknown
  readonly cause?: unknown
  readonly failures?: readonly unknown[]
}
