import type { HoldStanding, ItemStanding, Standing } from '../oracle/standing.ts'

export interface Difference {
  readonly kind: 'misplaced' | 'wrong-date' | 'wrong-fee' | 'wrong-hold' | 'wrong-history'
  readonly about: string
  readonly truth: string
  readonly library: string
}

/** What must not be judged: a person has not answered yet, or nobody could. */
export interface LeftOut {
  readonly items: ReadonlySet<string>
  readonly titles: ReadonlySet<string>
  readonly patrons: ReadonlySet<string>
  /** Items that a person has put right as well as the choices went: only where they are counts. */
  readonly placesOnly: ReadonlySet<string>
  /** Titles with something scanned or asked for at a time that is not known to the minute: their queue may stand as in any of `possible`. */
  readonly doubtful: ReadonlySet<string>
  possible(): readonly Standing[]
  /** The truth in which a hold placed since gets the copy of a late return when that comes home: as right as the other. */
  offered(): Standing
  /** What they were charged for letting a copy of a doubtful title lie that they had been told of, in cents: each charge by itself. */
  letLie(patronId: string): readonly number[]
  /** Of whom something came back at a time that is not known to the day: they may owe less than truly, never more. */
  readonly unsure: ReadonlySet<string>
  /** Items scanned at a time that is not known to the minute: who had them in which order may not be known either. */
  readonly histories: ReadonlySet<string>
}

/** Where the library does not stand as the truth does. */
export function differences(truth: Standing, library: Standing, leftOut: LeftOut): readonly Difference[] {
  const found: Difference[] = []
  const say = (kind: Difference['kind'], about: string, is: unknown, shows: unknown) => {
    const [one, other] = [JSON.stringify(is), JSON.stringify(shows)]
    if (one !== other) found.push({ kind, about, truth: one ?? 'nothing', library: other ?? 'nothing' })
    return one === other
  }
  for (const [barcode, is] of truth.items) {
    if (leftOut.items.has(barcode)) continue
    const shows = library.items.get(barcode)
    const same = isLostByItsOwnDay(is, shows) || say('misplaced', barcode, whereabouts(is), shows && whereabouts(shows))
    if (leftOut.placesOnly.has(barcode)) continue
    // Of two days promised to the same patron nobody knows when, the later one counts.
    const favoured = leftOut.histories.has(barcode) && (shows?.dueOn ?? '') > (is.dueOn ?? '')
    if (same && !favoured) say('wrong-date', barcode, is.dueOn, shows?.dueOn)
    if (!leftOut.histories.has(barcode)) say('wrong-history', barcode, is.had, shows?.had)
  }
  for (const titleId of new Set([...truth.holds.keys(), ...library.holds.keys()])) {
    if (leftOut.titles.has(titleId)) continue
    const [is, shows] = [truth.holds.get(titleId) ?? [], library.holds.get(titleId) ?? []]
    const isIn = (world: Standing) => sameQueue(world.holds.get(titleId) ?? [], shows, world)
    const others = () => [leftOut.offered(), ...(leftOut.doubtful.has(titleId) ? leftOut.possible() : [])]
    if (!isIn(truth) && !others().some(isIn)) say('wrong-hold', titleId, is, shows)
  }
  for (const [patronId, cents] of truth.fees) {
    const shows = library.fees.get(patronId) ?? 0
    const mayBeLess = leftOut.unsure.has(patronId) && shows <= cents
    // Whoever was offered the copy of a late return, and let it lie, owes what that costs.
    const asOffered = () => leftOut.offered().fees.get(patronId) === shows
    const letLie = () => leftOut.letLie(patronId).includes(shows - cents)
    if (!leftOut.patrons.has(patronId) && !mayBeLess && !(shows !== cents && (asOffered() || letLie())))
      say('wrong-fee', patronId, cents, shows)
  }
  return found
}

/** With whom it should be, but due earlier than was promised there, and so declared lost by the library's own job: the day is wrong, not the place. */
function isLostByItsOwnDay(is: ItemStanding, shows: ItemStanding | undefined): boolean {
  const isTheirs = is.patronId !== undefined && is.patronId === shows?.patronId
  return isTheirs && !is.lost && shows.lost && (shows.dueOn ?? '') < (is.dueOn ?? '')
}

const whereabouts = ({ patronId, place, lost }: ItemStanding) =>
  patronId === undefined ? { at: place, lost } : { with: patronId, lost }

/**
 * The same people in the same order, as many of them with a copy, whichever it is. Of several copies one that came home late may have gone to
 * somebody who had asked earlier, never later; and one that lies free to somebody who had not asked yet when it truly came.
 */
function sameQueue(truth: readonly HoldStanding[], library: readonly HoldStanding[], { items }: Standing): boolean {
  if (truth.map(({ patronId }) => patronId).join() !== library.map(({ patronId }) => patronId).join()) return false
  const withCopy = (queue: readonly HoldStanding[]) => queue.flatMap(({ state }, turn) => (state === 'queued' ? [] : [turn]))
  const [is, shows] = [withCopy(truth), withCopy(library)]
  const differ = (turn: number) => truth[turn]!.barcode === library[turn]!.barcode && truth[turn]!.state !== library[turn]!.state
  const titleId = items.get(library.find(({ barcode }) => barcode)?.barcode ?? '')?.titleId
  const copies = [...items].filter(([, item]) => item.titleId === titleId)
  const free = copies.filter(([copy, { patronId }]) => !patronId && !truth.some(({ barcode }) => barcode === copy)).length
  if (is.some(differ) || shows.length < is.length || shows.length > is.length + free) return false
  return copies.length > 1 ? is.every((turn, index) => shows[index]! <= turn) : is.every(turn => shows.includes(turn))
}
