export interface PadPace {
  /** Between two looks when nothing changes. */
  readonly pauseMs: number
  /** So long an incomplete set may become complete before it is said to be incomplete. */
  readonly patienceMs: number
  /** So long a tag that cannot be switched is tried while it lies there. */
  readonly persistMs: number
  /** Whoever is back within this time never left: a neighbour at the edge of the field, a tag masked by another. */
  readonly flickerMs: number
}

export const usualPace: PadPace = { pauseMs: 80, patienceMs: 1500, persistMs: 8000, flickerMs: 2000 }

/** An empty field answers soon, and whoever lays a pile down there waits for the next look. */
const emptyPauseMs = 40

/** How long nobody looks. */
export function pauseOf({ pauseMs }: PadPace, isEmpty: boolean): number {
  return isEmpty ? Math.min(pauseMs, emptyPauseMs) : pauseMs
}
