/** So far back it is looked: a line that was good an hour ago says little. */
const lookedBackMs = 30_000
/** Less says nothing. */
const leastMs = 2000

interface Sample {
  readonly ms: number
  readonly bytes: number
}

/** How long the register still takes to arrive, judged by what came in the last half minute. */
export class Arrival {
  #samples: readonly Sample[] = []

  /** Seconds; undefined while it cannot be said, and where all is here. `ms`: of a clock that nobody sets. */
  secondsLeft(bytesHere: number, bytesInAll: number, ms: number): number | undefined {
    const last = this.#samples.at(-1)
    if (last && bytesHere < last.bytes) this.#samples = []
    if (last?.bytes !== bytesHere || this.#samples.length === 0) this.#samples = [...this.#samples, { ms, bytes: bytesHere }]
    const recent = this.#samples.filter(sample => ms - sample.ms <= lookedBackMs)
    this.#samples = recent.length > 0 ? recent : this.#samples.slice(-1)
    const [first] = this.#samples
    const passed = ms - first!.ms
    const came = bytesHere - first!.bytes
    if (bytesHere >= bytesInAll || passed < leastMs || came <= 0) return undefined
    return Math.ceil(((bytesInAll - bytesHere) * passed) / came / 1000)
  }
}

/** As a person says it: seconds below a minute by tens, then whole minutes. */
export function roundedTime(seconds: number): { readonly unit: 'seconds' | 'minutes'; readonly count: number } {
  if (seconds <= 50) return { unit: 'seconds', count: Math.max(10, Math.ceil(seconds / 10) * 10) }
  return { unit: 'minutes', count: Math.ceil(seconds / 60) }
}
