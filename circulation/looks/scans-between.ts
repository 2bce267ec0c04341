import type { ItemSeen, KnownScan } from '../evidence.ts'
import { milliseconds } from '../replay/scan-order.ts'
import type { Sighting } from './sighting.ts'

/**
 * The scans that nobody told of: two sightings differ as a scan makes them differ, so it was between them. What the hub wrote itself is none
 * of them, and a claim (renewal, lost, expiry) moves no book.
 */
export function scansBetween(sightings: readonly Sighting[]): readonly KnownScan[] {
  return sightings.flatMap((after, index) => {
    const before = sightings[index - 1]
    const found = after.by === undefined ? scanFor(before, after) : undefined
    const seen = { from: before ? earliestBetween(before, after) : Number.NEGATIVE_INFINITY, to: milliseconds(after.from) }
    const told = found?.kind === 'checkout' && after.since !== undefined ? milliseconds(after.since) : undefined
    const within = told === undefined ? seen : { from: told, to: told }
    return found ? [{ ...found, at: after.from, uncertaintyMs: 0, within, inferred: true } as const] : []
  })
}

/**
 * Since when it may have been otherwise. Whose loan it was, not every look tells: another's that is due on the same day shows the same, and may
 * have been renewed since.
 */
function earliestBetween(before: Sighting, after: Sighting): number {
  const isLoan = isOut(before) && after.status === 'on-loan'
  const isEarlier = before.dueOn !== undefined && after.dueOn !== undefined && after.dueOn < before.dueOn
  const sameHolder = before.patronId !== undefined && before.patronId === after.patronId
  return milliseconds(!isLoan || isEarlier || sameHolder ? before.to : (before.holderSeenAt ?? before.from))
}

/** The desk saw the item on a loan that it is not on now, though nothing seen has changed: another one may have begun meanwhile, due on the same day. */
export function loanOfAnother(
  sightings: readonly Sighting[],
  seenWith: string | undefined,
  seenAt: string,
): readonly KnownScan[] {
  const now = sightings.at(-1)
  // Seen to change since, that is a scan of its own.
  if (now && milliseconds(now.from) > milliseconds(seenAt)) return []
  if (now?.status !== 'on-loan' || now.by !== undefined || seenWith === undefined || !now.notWith?.includes(seenWith)) return []
  return [perhapsLentSince(now)]
}

/** Nobody's list tells whose loan it is: at any time since it was first seen so, another may have begun that is due on the same day. */
export function loanOfNobodyKnown(sightings: readonly Sighting[], seenAt: string): readonly KnownScan[] {
  const now = sightings.at(-1)
  if (now?.status !== 'on-loan' || now.by !== undefined || now.patronId !== undefined || now.since !== undefined) return []
  return milliseconds(now.from) > milliseconds(seenAt) ? [] : [perhapsLentSince(now)]
}

function perhapsLentSince({ patronId, from, to: at }: Sighting): KnownScan {
  const within = { from: milliseconds(from), to: milliseconds(at) }
  const lent = { kind: 'checkout', branch: '', ...(patronId && { patronId }), at, uncertaintyMs: 0 } as const
  return { ...lent, within, inferred: true, possible: true }
}

/**
 * Desks took the item to be on these patrons' loans. Where one of them is found to have it, what was seen of the loan before, as far as
 * nobody's name stands there and it was due on the same day, was this loan too.
 */
export function withHolders(sightings: readonly Sighting[], holders: readonly string[]): readonly Sighting[] {
  const filled: Sighting[] = []
  let holder: string | undefined
  let due: string | undefined
  for (const one of sightings.toReversed()) {
    const { status, patronId, notWith, dueOn, by } = one
    if (!isOut(one) || (dueOn !== undefined && due !== undefined && dueOn !== due)) holder = undefined
    if (status === 'on-loan') due = dueOn
    if (patronId !== undefined) holder = holders.includes(patronId) ? patronId : undefined
    if (holder !== undefined && notWith?.includes(holder)) holder = undefined
    filled.unshift(holder === undefined ? one : { ...one, patronId: holder })
    if (by !== undefined) holder = undefined
  }
  return filled
}

type Found = Pick<KnownScan, 'kind' | 'patronId' | 'branch' | 'possible'>

function scanFor(before: ItemSeen | undefined, after: ItemSeen): Found | undefined {
  const branch = after.place ?? ''
  switch (after.status) {
    case 'on-loan': {
      const { patronId } = after
      const same = before ? isSameLoan(before, after) : 'no'
      const lent = { kind: 'checkout', branch, ...(patronId && { patronId }) } as const
      return same === 'yes' ? undefined : same === 'no' ? lent : { ...lent, possible: true }
    }
    case 'in-house':
    case 'ready':
    case 'in-transit':
    case 'not-lendable':
      if (before && liesAsBefore(before, after)) return undefined
      return { kind: 'checkin', branch, ...(before && mayLieAsBefore(before, after) && { possible: true }) }
    default:
      return before ? undefined : { kind: 'checkout', branch }
  }
}

/** The same loan as far as can be seen: due on the same day. A renewal and another loan, of the same patron too, may look alike. */
export function isSameLoan(before: ItemSeen, after: ItemSeen): 'yes' | 'no' | 'maybe' {
  if (!isOut(before)) return 'no'
  if (before.since !== undefined && after.since !== undefined) return before.since === after.since ? 'yes' : 'no'
  const [was, is] = [before.patronId, after.patronId]
  if (was !== undefined && is !== undefined && was !== is) return 'no'
  if ((was !== undefined && after.notWith?.includes(was)) || (is !== undefined && before.notWith?.includes(is))) return 'no'
  if (before.dueOn === undefined || after.dueOn === undefined) return 'maybe'
  // A renewal never makes it earlier.
  return before.dueOn === after.dueOn ? 'yes' : before.dueOn > after.dueOn ? 'no' : 'maybe'
}

function isOut({ status }: ItemSeen): boolean {
  return status === 'on-loan' || isClaimed(status)
}

/** Declared so, by a job or by somebody's word; the loan stands meanwhile. */
export function isClaimed(status: ItemSeen['status']): boolean {
  return status === 'lost' || status === 'missing' || status === 'claims-returned'
}

/** Not for loan by now, a loan of it may be hidden; kept for the next who waits, or for nobody any more, it may lie where it lay. */
function mayLieAsBefore(before: ItemSeen, after: ItemSeen): boolean {
  if (after.status === 'not-lendable') return isOut(before)
  if (before.status === 'in-transit') return after.status === 'in-house' && before.place === after.place
  return before.status === 'ready' && after.status === 'in-transit' && after.place === undefined
}

/** It lay there before: set aside by nobody's hand, or no longer kept for somebody who did not come. */
function liesAsBefore(before: ItemSeen, after: ItemSeen): boolean {
  const onShelf = ({ status }: ItemSeen) => status === 'in-house' || status === 'not-lendable'
  const lay = onShelf(before) || before.status === 'ready'
  const setAside = onShelf(before) && !onShelf(after)
  return lay && !setAside && before.place === after.place
}
