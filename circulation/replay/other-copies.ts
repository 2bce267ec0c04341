import type { Action, Fee, ItemEvidence } from '../evidence.ts'
import { isCaughtWith, mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import type { OutcomeNote } from '../outcome.ts'
import { milliseconds, scansIn } from './scan-order.ts'

/** A copy in the house: where and when it was last seen, and for whom it is kept. */
export interface CopyInHouse {
  readonly barcode: string
  readonly at: string
  readonly branch: string
  readonly keptFor?: Hold
}

/** The copies that came back, or whose hold expired, after that instant (milliseconds since 1970) and lie in the house. */
export function copiesBackSince(since: number, copies: readonly ItemEvidence[]): readonly CopyInHouse[] {
  return copies.flatMap(copy => {
    const { item, loan, holds, place } = copy
    const expired = copy.fees.filter(({ why }) => why === 'hold-expired')
    const last = scansIn(copy).findLast(({ unsent }) => !unsent)
    if (!item || loan || item.circulationStatus !== 'ok' || last?.kind === 'checkout') return []
    const free = latest([...(last ? [last.at] : []), ...expired.map(({ at }) => at)])
    const branch = last?.branch ?? place
    if (free === undefined || branch === undefined || milliseconds(free) <= since) return []
    const { barcode } = item
    const keptFor = holds.find(hold => isCaughtWith(hold, barcode))
    return [{ barcode, at: free, branch, ...(keptFor && { keptFor }) }]
  })
}

interface Caught {
  readonly actions: readonly Action[]
  readonly notes: readonly OutcomeNote[]
}

/** Of the copies that came back since then: a free one, else the one kept for whoever asked last, where that was after this hold. */
function copyForHold(
  hold: Hold,
  since: number,
  copies: readonly ItemEvidence[],
  hadTheirs: (hold: Hold, at: string) => boolean,
): CopyInHouse | undefined {
  const free = copiesForHold(hold.placedAt, since, copies).filter(({ at }) => !hadTheirs(hold, at))
  return free.toSorted((a, b) => lateness(b) - lateness(a))[0]
}

/** The first that came back since then and is free, or kept for somebody who asked after this hold. */
export function firstCopyForHold(placedAt: string, since: number, copies: readonly ItemEvidence[]): CopyInHouse | undefined {
  return copiesForHold(placedAt, since, copies).toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at))[0]
}

function copiesForHold(placedAt: string, since: number, copies: readonly ItemEvidence[]): readonly CopyInHouse[] {
  return copiesBackSince(since, copies).filter(copy => lateness(copy) > milliseconds(placedAt))
}

function lateness({ keptFor }: CopyInHouse): number {
  return keptFor ? milliseconds(keptFor.placedAt) : Number.POSITIVE_INFINITY
}

/** Holds that lost their copy at that instant would have been given one that came back since; not while they had theirs. */
export function catchOtherCopies(
  queued: readonly Hold[],
  sinceOf: (hold: Hold) => number,
  copies: readonly ItemEvidence[],
  hadTheirs: (hold: Hold, at: string) => boolean = () => false,
): Caught {
  const taken = new Set<string>()
  const caught = queued.flatMap(hold => {
    const left = copies.filter(({ item }) => item && !taken.has(item.barcode) && mayHave(hold, item.barcode))
    const since = sinceOf(hold)
    const copy = copyForHold(hold, since, left, hadTheirs)
    if (!copy) return []
    taken.add(copy.barcode)
    return [{ hold, copy, expired: expiredWith(copy, hold, since, copies) }]
  })
  return {
    actions: caught.flatMap(({ hold: { holdId }, copy: { barcode, at, branch, keptFor }, expired }) => [
      ...expired.flatMap(({ feeId, hold }) => [
        { kind: 'restore-hold', hold: { ...hold, state: { kind: 'queued' } } } as const,
        { kind: 'drop-fee', barcode, feeId } as const,
      ]),
      ...(keptFor ? [{ kind: 'put-hold-back', holdId: keptFor.holdId, at } as const] : []),
      { kind: 'catch-hold', barcode, holdId, at, branch } as const,
    ]),
    notes: caught.map(({ hold: { holdNumber }, copy: { barcode } }) => ({ code: 'hold-caught', barcode, holdNumber })),
  }
}

/** Holds of people who asked later and for whom the copy lay ready since then: it never was their turn, so they have not missed it. */
function expiredWith({ barcode }: CopyInHouse, { placedAt }: Hold, since: number, copies: readonly ItemEvidence[]) {
  const copy = copies.find(({ item }) => item?.barcode === barcode)
  const last = copy && scansIn(copy).findLast(({ unsent }) => !unsent)
  // Kept for them since before that instant, it was their turn, and they did miss it.
  if (!last || milliseconds(last.at) <= since) return []
  return copy.fees.flatMap(({ feeId, at, hold }) =>
    hold && milliseconds(at) > since && milliseconds(hold.placedAt) > milliseconds(placedAt) ? [{ feeId, hold }] : [],
  )
}

/** The copy that a hold no longer needs is the turn of the next who had asked before it came back. */
export function passOn(
  hold: Hold,
  holds: readonly Hold[],
  copies: readonly ItemEvidence[],
  since = Number.NEGATIVE_INFINITY,
): Caught {
  const freed = copiesBackSince(since, copies).find(({ keptFor }) => keptFor?.holdId === hold.holdId)
  const next =
    freed &&
    holds.find(
      one => one.state.kind === 'queued' && milliseconds(one.placedAt) <= milliseconds(freed.at) && mayHave(one, freed.barcode),
    )
  if (!freed || !next) return { actions: [], notes: [] }
  const { barcode, at, branch } = freed
  return {
    actions: [{ kind: 'catch-hold', barcode, holdId: next.holdId, at, branch }],
    notes: [{ code: 'hold-caught', barcode, holdNumber: next.holdNumber }],
  }
}

/** Whose turn a copy was that came back then: others may have got one since, by a copy that came back later. */
export function turnStolen(at: string, holds: readonly Hold[], copies: readonly ItemEvidence[]): Hold | undefined {
  const then = milliseconds(at)
  const later = copiesBackSince(then, copies)
  const wasGivenBy = (hold: Hold, barcode: string) => {
    const given = givenAt(hold, barcode, copies)
    return given !== undefined && milliseconds(given) <= then
  }
  return holds.find(
    hold =>
      milliseconds(hold.placedAt) <= then &&
      later.some(({ keptFor, barcode }) => keptFor?.holdId === hold.holdId && !wasGivenBy(hold, barcode)),
  )
}

/** When the hold was given the copy that it has, where the hub wrote that: it may have been seen in the house again since. */
function givenAt({ holdId }: Hold, barcode: string, copies: readonly ItemEvidence[]): string | undefined {
  const { priors = [], scans = [] } = copies.find(({ item }) => item?.barcode === barcode) ?? {}
  const by = priors.findLast(({ holds }) => holds.some(one => one.holdId === holdId && !isCaughtWith(one, barcode)))
  return scans.find(({ mark }) => mark !== undefined && mark === by?.mark)?.at
}

/**
 * Somebody who got another copy after that instant, and let it lie until the hold expired: the copy that came back then was theirs, so that
 * hold did not expire. Where that copy left again, only what they had got until then.
 */
export function expiredWithLater(
  at: string,
  copies: readonly ItemEvidence[],
  left?: string,
): readonly (Fee & { hold: Hold; barcode: string })[] {
  const then = milliseconds(at)
  return copies.flatMap(copy => {
    const expiries = copy.fees.filter(({ why }) => why === 'hold-expired')
    const { barcode } = copy.item ?? {}
    return expiries.flatMap(fee => {
      const { hold, at: expiredAt } = fee
      if (!hold || !barcode || milliseconds(hold.placedAt) > then || milliseconds(expiredAt) <= then) return []
      const given = [...scansIn(copy).filter(({ unsent }) => !unsent), ...expiries.filter(other => other !== fee)].map(one =>
        milliseconds(one.at),
      )
      const gotIt = given.filter(one => one < milliseconds(expiredAt))
      // Seen after the copy had left, it was theirs from then on.
      if (left !== undefined && Math.max(...gotIt) >= milliseconds(left)) return []
      // Out at that instant, it did not lie ready for them.
      const last = scansIn(copy).findLast(one => !one.unsent && milliseconds(one.at) <= then)
      const wasOut = last?.kind === 'checkout'
      return wasOut || gotIt.some(one => one > then) ? [{ ...fee, hold, barcode }] : []
    })
  })
}

function latest(instants: readonly string[]): string | undefined {
  return instants.toSorted((a, b) => milliseconds(a) - milliseconds(b)).at(-1)
}
