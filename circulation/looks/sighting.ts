import type { ItemSeen } from '../evidence.ts'

/**
 * What the hub saw of an item at one look after another without a change: first at `from`, last at `to`. Between two sightings something
 * happened, after the `to` of the one and not later than the `from` of the next.
 */
export interface Sighting extends ItemSeen {
  /** Instants on the hub, UTC. */
  readonly from: string
  readonly to: string
  /** The last look that told whose loan it is; later ones saw the same loan, or another's that is due on the same day. */
  readonly holderSeenAt?: string
  /** How many waited for it at most, where that was more than at the last look. */
  readonly mostHolds?: number
  /** The hub's own write that brought it about, by its mark. */
  readonly by?: string
}

/** One look at an item. */
export interface ItemLook {
  readonly at: string
  /** When it was asked, where others may have looked or written meanwhile: what they saw since then is newer than this. */
  readonly askedAt?: string
  readonly seen: ItemSeen
  /** It was taken right after the hub's own write under this mark. */
  readonly by?: string
}

/** The sightings of an item with one more look, oldest first. The same look twice changes nothing; one older than the last is none. */
export function withLook(sightings: readonly Sighting[], { at, askedAt = at, seen, by }: ItemLook): readonly Sighting[] {
  const last = sightings.at(-1)
  if (last && (last.to > at || last.to > askedAt)) return sightings
  const isNew = !last || !staysAs(last, seen) || (by !== undefined && by !== last.by)
  const told = seen.patronId === undefined ? {} : { holderSeenAt: at }
  if (isNew) return [...sightings, { ...seen, ...told, from: at, to: at, ...(by !== undefined && { by }) }]
  return [...sightings.slice(0, -1), { ...last, ...learnt(last, seen), ...told, to: at }]
}

/** What is shown fits what was shown before: nothing has happened as far as can be seen. */
function staysAs(before: ItemSeen, now: ItemSeen): boolean {
  if (before.status !== now.status || before.dueOn !== now.dueOn) return false
  if (before.lastEnd !== undefined && now.lastEnd !== undefined && before.lastEnd !== now.lastEnd) return false
  if (now.status !== 'on-loan') return before.place === now.place
  if (before.since !== undefined && now.since !== undefined && before.since !== now.since) return false
  const gone = before.patronId !== undefined && now.notWith?.includes(before.patronId)
  const other = now.patronId !== undefined && before.notWith?.includes(now.patronId)
  const changed = before.patronId !== undefined && now.patronId !== undefined && before.patronId !== now.patronId
  return !gone && !other && !changed
}

/** Who has it may become known at a later look; how many wait for it changes by itself. */
function learnt(before: Sighting, now: ItemSeen): Partial<Sighting> {
  const most = before.mostHolds ?? before.holds ?? 0
  const notWith = [...new Set([...(before.notWith ?? []), ...(now.notWith ?? [])])]
  return {
    ...(now.patronId !== undefined && { patronId: now.patronId }),
    ...(notWith.length > 0 && { notWith }),
    ...(now.since !== undefined && { since: now.since }),
    ...(now.renewedAt !== undefined && { renewedAt: now.renewedAt }),
    ...(now.holds !== undefined && { holds: now.holds }),
    ...(most > (now.holds ?? most) && { mostHolds: most }),
  }
}
