/** `later`: it cannot begin yet; it is tried again, and what shares a key with it waits. */
export type LaneEnd = 'done' | 'later'

export interface Lanes<T> {
  /** How many are at work at once, at most. */
  readonly lanes: number
  /** What a piece of work touches; those that share a key keep the order of the queue. */
  readonly keys: (work: T) => readonly string[]
  readonly run: (work: T) => Promise<LaneEnd>
  /** Asked before each begins: true begins no more. */
  readonly halt?: () => boolean
  /** Resolves when what could not begin may be tried again. */
  readonly pause?: () => Promise<void>
}

/**
 * Works through a queue in parallel lanes: a piece begins when every earlier one that shares a key with it has ended, the earliest first. Resolves
 * when nothing more can be done; what throws begins no more, lets those in hand end, and is thrown on.
 */
export async function inLanes<T>(queue: readonly T[], { lanes, keys, run, halt, pause }: Lanes<T>): Promise<void> {
  const { followers, waitsFor } = orderOf(queue.map(keys))
  /** Places in the queue, the earliest last. */
  const ready = waitsFor.flatMap((count, place) => (count === 0 ? [place] : [])).reverse()
  const atWork = new Set<Promise<void>>()
  let later: number[] = []
  let pausing: Promise<void> | undefined
  let failure: { readonly error: unknown } | undefined

  function end(place: number): void {
    for (const follower of followers[place]!) if (--waitsFor[follower]! === 0) insert(ready, follower)
  }

  async function work(place: number): Promise<void> {
    try {
      if ((await run(queue[place]!)) === 'later') later.push(place)
      else end(place)
    } catch (error) {
      failure ??= { error }
    }
  }

  async function waitAWhile(): Promise<void> {
    await pause?.()
    for (const place of later) insert(ready, place)
    later = []
    pausing = undefined
  }

  for (;;) {
    const goesOn = () => !failure && !halt?.()
    while (atWork.size < lanes && ready.length > 0 && goesOn()) {
      const one = work(ready.pop()!).finally(() => atWork.delete(one))
      atWork.add(one)
    }
    if (later.length > 0 && goesOn()) pausing ??= waitAWhile()
    if (atWork.size > 0 || (pausing && goesOn())) await Promise.race([...atWork, ...(pausing ? [pausing] : [])])
    else break
  }
  if (failure) throw failure.error
}

/** Of each: how many must end before it, and which come directly after it. */
function orderOf(keysOf: readonly (readonly string[])[]) {
  const followers: number[][] = keysOf.map(() => [])
  const lastWith = new Map<string, number>()
  const waitsFor = keysOf.map((keys, place) => {
    const before = new Set(keys.flatMap(key => lastWith.get(key) ?? []))
    for (const one of before) followers[one]!.push(place)
    for (const key of keys) lastWith.set(key, place)
    return before.size
  })
  return { followers, waitsFor }
}

/** Keeps the earliest last. */
function insert(ready: number[], place: number): void {
  let [from, to] = [0, ready.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (ready[middle]! > place) from = middle + 1
    else to = middle
  }
  ready.splice(from, 0, place)
}
