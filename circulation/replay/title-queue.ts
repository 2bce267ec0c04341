import type { KnownScan } from '../evidence.ts'
import { isCaughtWith, mayHave } from '../hold-turn.ts'
import type { Hold } from '../loan.ts'
import { latestOf, milliseconds } from './scan-order.ts'
import { byTurn, type Event, type Expiry, goneBefore, inOrder, type TitleKnown } from './title-events.ts'

/** How a hold stands when all that is known has happened in its order. `at`: since when. `never`: its patron had one already. */
export type Turn =
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'kept'
      readonly barcode: string
      readonly at: string
      /** Where the clock of what gave it was unsure: since when at the latest. */
      readonly latest?: string | undefined
      readonly branch?: string
      readonly ready: boolean
      /** Given by something that the library system knew of when it happened. */
      readonly wasKnown?: boolean | undefined
    }
  | { readonly kind: 'filled'; readonly at: string }
  | { readonly kind: 'expired'; readonly fee: Expiry }
  | { readonly kind: 'never' }

type Kept = Turn & { readonly kind: 'kept' }

interface Lying {
  place?: string
  isOut: boolean
  wasSeen: boolean
  /** Since when it lies in the house and may be given to somebody. */
  freeSince?: string
}

/**
 * The one rule of a title's queue: what came back goes to whom it is kept for, else to the first who waits; what leaves for somebody else puts
 * its hold back; a loan fills its patron's hold; a hold expires that has lain ready its time, and its copy goes on. Pure. `shelfMs`: that time.
 */
export function turnsOf(known: TitleKnown, shelfMs: number): ReadonlyMap<string, Turn> {
  return turnsIn(inOrder(known), known, shelfMs)
}

function turnsIn(events: readonly Event[], known: TitleKnown, shelfMs: number): ReadonlyMap<string, Turn> {
  const copies = new Map<string, Lying>(
    known.copies.map(({ barcode, place, isOut }) => [barcode, { ...(place !== undefined && { place }), isOut, wasSeen: false }]),
  )
  const turns = new Map<string, Turn>()
  const queue: Hold[] = []
  const turnOf = ({ holdId }: Hold) => turns.get(holdId)!
  const keptFor = (barcode: string) => queue.find(hold => isKept(turnOf(hold), barcode))
  const leave = (hold: Hold, turn: Turn) => {
    turns.set(hold.holdId, turn)
    queue.splice(queue.indexOf(hold), 1)
  }
  const give = (barcode: string, at: string, by: Pick<Kept, 'latest' | 'wasKnown'>) => {
    const kept = keptFor(barcode)
    if (!kept) copies.get(barcode)!.freeSince = at
    const hold = kept ?? queue.find(one => turnOf(one).kind === 'queued' && mayHave(one, barcode))
    if (hold) keep(hold, barcode, at, by)
  }
  const keep = (hold: Hold, barcode: string, at: string, by: Pick<Kept, 'latest' | 'wasKnown'>) => {
    const branch = copies.get(barcode)?.place
    const since = turnOf(hold)
    const given = isKept(since, barcode) ? since : { kind: 'kept', barcode, at, ...by }
    const ready = branch === hold.pickup.branch
    turns.set(hold.holdId, { ...given, ready, ...(branch !== undefined && { branch }) } as Kept)
  }
  for (const event of events) {
    if (event.kind === 'asked') {
      const { hold } = event
      const { holdId, patronId, state, placedAt } = hold
      if (queue.some(one => one.patronId === patronId)) {
        turns.set(holdId, { kind: 'never' })
        continue
      }
      turns.set(holdId, { kind: 'queued' })
      queue.push(hold)
      queue.sort(byTurn)
      const isHere = state.kind !== 'queued' && !keptFor(state.barcode)
      const branch = isHere ? copies.get(state.barcode)?.place : undefined
      if (isHere)
        turns.set(holdId, {
          kind: 'kept',
          barcode: state.barcode,
          at: placedAt,
          ready: state.kind === 'waiting',
          ...(branch && { branch }),
        })
    } else if (event.kind === 'seen') {
      const { barcode, scan } = event
      const { at } = scan
      const copy = copies.get(barcode)!
      copy.wasSeen = true
      copy.isOut = scan.kind === 'checkout'
      if (scan.kind === 'checkin') {
        copy.place = scan.branch
        give(barcode, at, { wasKnown: !scan.entry, latest: latestOf(scan, scansOf(known, barcode)) })
        continue
      }
      delete copy.freeSince
      const fetched = queue.find(({ holdId }) => holdId === scan.fills)
      if (fetched) leave(fetched, { kind: 'filled', at })
      const kept = keptFor(barcode)
      const lost = kept && kept.patronId !== scan.patronId ? turnOf(kept) : undefined
      if (kept && lost) turns.set(kept.holdId, { kind: 'queued' })
      // A nightly job frees several at one instant: which of them they were given, nobody can tell.
      const alike = [...copies].find(([other, { freeSince }]) => {
        return lost?.kind === 'kept' && freeSince === lost.at && !keptFor(other) && mayHave(kept!, other)
      })
      if (alike) give(alike[0], alike[1].freeSince!, { wasKnown: true })
      const own = queue.find(({ patronId }) => patronId === scan.patronId)
      if (own) leave(own, { kind: 'filled', at })
    } else {
      const { expiry, at } = event
      const hold = queue.find(({ holdId }) => holdId === expiry.hold.holdId)
      const turn = hold && turnOf(hold)
      const copy = copies.get(expiry.barcode)
      if (!hold || !turn || !copy) continue
      // What the library system reckoned from the same beginning, it reckoned right. In doubt the hold's owner is favoured.
      const hadItsTime =
        turn.kind === 'kept' && (turn.wasKnown || milliseconds(at) - milliseconds(turn.latest ?? turn.at) >= shelfMs - leewayMs)
      const layReady = isKept(turn, expiry.barcode) && turn.ready && hadItsTime
      // Given to it by a return that came home late: it lay there all the same.
      const wasOffered = turn.kind === 'queued' && !copy.isOut && copy.wasSeen && !keptFor(expiry.barcode)
      if (!layReady && !wasOffered) continue
      const asItHadGone = goneBefore(events, event)
      if (asItHadGone) return turnsIn(asItHadGone, known, shelfMs)
      leave(hold, { kind: 'expired', fee: expiry })
      copy.freeSince = at
      // A nightly job frees several at one instant: who was given which, the library system has shown.
      const theirs = queue.find(one => {
        const given = turnOf(one)
        const isAlike = given.kind === 'kept' && given.at === at && copies.get(given.barcode)?.freeSince === at
        return isAlike && wasFirst(known, one, expiry.barcode, given.barcode)
      })
      const instead = theirs && turnOf(theirs)
      if (theirs) keep(theirs, expiry.barcode, at, { wasKnown: true })
      give(instead?.kind === 'kept' ? instead.barcode : expiry.barcode, at, { wasKnown: true })
    }
  }
  return turns
}

/** Nightly jobs are not to the minute, and a night may be an hour shorter. */
const leewayMs = 2 * 3_600_000

function isKept(turn: Turn, barcode: string): turn is Kept {
  return turn.kind === 'kept' && turn.barcode === barcode
}

function scansOf({ copies }: TitleKnown, barcode: string): readonly KnownScan[] {
  return copies.find(copy => copy.barcode === barcode)!.scans
}

/** Of two copies that the hold may have been given, the one it was first seen to have. */
function wasFirst({ shown }: TitleKnown, { holdId }: Hold, barcode: string, other: string): boolean {
  const first = shown.find(hold => hold.holdId === holdId && (isCaughtWith(hold, barcode) || isCaughtWith(hold, other)))
  return first !== undefined && isCaughtWith(first, barcode)
}
