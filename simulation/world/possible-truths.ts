import { chance } from '../../sync/hub/demo/chance.ts'
import { AlwaysOnline } from '../oracle/always-online.ts'
import type { Standing } from '../oracle/standing.ts'
import type { Beginning, PlainEvent } from '../oracle/true-events.ts'
import type { KnownTimes } from './known-times.ts'

/** The events with what late returns let happen: a hold placed since may get the copy when the return comes home. `receivedAt`: by key. */
export function withOffers(events: readonly PlainEvent[], receivedAt: ReadonlyMap<string, number>): readonly PlainEvent[] {
  const offers = events.flatMap(event => {
    const at = receivedAt.get(event.key)
    if (event.kind !== 'checkin' || at === undefined) return []
    return [{ kind: 'offer', barcode: event.barcode, returnedAt: event.at, at, key: `offer ${event.key}` } as const]
  })
  return [...events, ...offers].toSorted((a, b) => a.at - b.at)
}

export function standingAfter(beginning: Beginning, events: readonly PlainEvent[]): Standing {
  const online = new AlwaysOnline(beginning)
  for (const event of events) online.tell(event)
  return online.standing()
}

/** Wider than this, nobody knows the minute. */
const unsureMs = 120_000
const worlds = 24

/**
 * How the library may stand for all that anybody can know: what a station with an unsure clock wrote down happened at some other instant inside its
 * interval, in its order. A few dozen of the many, the same each time; what the hub has settled on must be among them.
 */
export function possibleTruths(
  beginning: Beginning,
  events: readonly PlainEvent[],
  times: KnownTimes,
  placedAt: ReadonlyMap<string, number>,
  receivedAt: ReadonlyMap<string, number>,
): readonly Standing[] {
  const luck = chance(7)
  const journals = new Set(events.flatMap(({ key }) => times.get(key)?.journal?.name ?? []))
  const shares = Array.from({ length: worlds }, (_, world) => {
    const all = world / 4
    return new Map([...journals].map(name => [name, all <= 1 ? all : luck.next()]))
  })
  const believed = events.map(event => placedAt.get(event.key) ?? askedAt(event, times) ?? event.at)
  const others = shares.map(share => instants(events, times, share))
  return [believed, ...others].flatMap(at => {
    const told = events.map((event, index) => ({ ...event, at: at[index]! })).toSorted((a, b) => a.at - b.at)
    return [standingAfter(beginning, told), standingAfter(beginning, withOffers(told, receivedAt))]
  })
}

/** A request has its place in the queue by the middle of what its clock leaves open. */
function askedAt({ kind, key }: PlainEvent, times: KnownTimes): number | undefined {
  const known = kind === 'hold' ? times.get(key) : undefined
  return known && (known.from + known.to) / 2
}

/** In each journal they rise; so does what everybody knows. */
function instants(events: readonly PlainEvent[], times: KnownTimes, share: ReadonlyMap<string, number>): readonly number[] {
  const last = new Map<string, number>()
  return events.map(({ key, at }) => {
    const { from, to, journal } = times.get(key) ?? { from: at, to: at }
    if (!journal || to - from <= unsureMs) return at
    const instant = Math.max(last.get(journal.name) ?? from, from + (to - from) * share.get(journal.name)!)
    last.set(journal.name, instant)
    return instant
  })
}
