import type { PullMemory } from './pull-memory.ts'

/** What a pull remembers, for as long as a test lasts. */
export function memoryOfPulls(): PullMemory {
  const kept = new Map<string, string>()
  let rows = 0
  return {
    since: async kind => kept.get(kind),
    reached: async (kind, at) => void kept.set(kind, at),
    ended: async what => kept.get(what),
    end: async (what, at) => void kept.set(what, at),
    sweptRows: async () => rows,
    sweep: async to => {
      rows = to
    },
  }
}
