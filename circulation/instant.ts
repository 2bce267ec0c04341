import { Temporal } from 'temporal-polyfill'

/** The same instants are asked for again and again, and reading one is slow. */
const read = new Map<string, number>()
const mostRead = 20_000

/** An instant as milliseconds since 1970. Throws a RangeError for what is none. */
export function milliseconds(at: string): number {
  const known = read.get(at)
  if (known !== undefined) return known
  const ms = Temporal.Instant.from(at).epochMilliseconds
  if (read.size >= mostRead) read.clear()
  read.set(at, ms)
  return ms
}
