/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export interface Chance {
  /** 0 inclusive to 1 exclusive. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  of<T>(list: readonly [T, ...T[]] | readonly T[]): T
  /** True in this share of cases. */
  share(part: number): boolean
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    of: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T,
    share: part => next() < part,
  }
}
