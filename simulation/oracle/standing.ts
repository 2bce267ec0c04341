/** How a library stands: what is compared at the end. */
export interface Standing {
  readonly items: ReadonlyMap<string, ItemStanding>
  /** Active holds by title, in queue order. */
  readonly holds: ReadonlyMap<string, readonly HoldStanding[]>
  /** Cents owed. */
  readonly fees: ReadonlyMap<string, number>
}

export interface ItemStanding {
  readonly titleId: string
  readonly patronId?: string
  readonly dueOn?: string
  readonly place?: string
  readonly lost: boolean
  /** Everybody who ever had it since the beginning, in order. */
  readonly had: readonly string[]
}

export interface HoldStanding {
  readonly patronId: string
  readonly placedAt: number
  readonly state: 'queued' | 'waiting' | 'in-transit'
  readonly barcode?: string
}

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
  /** Of whom something came back at a time that is not known to the day: they may owe less than truly, never more. */
  readonly unsure: ReadonlySet<string>
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
    const same = say('misplaced', barcode, whereabouts(is), shows && whereabouts(shows))
    if (same) say('wrong-date', barcode, is.dueOn, shows?.dueOn)
    say('wrong-history', barcode, is.had, shows?.had)
  }
  for (const titleId of new Set([...truth.holds.keys(), ...library.holds.keys()])) {
    if (leftOut.titles.has(titleId)) continue
    const [is, shows] = [truth.holds.get(titleId) ?? [], library.holds.get(titleId) ?? []]
    if (!sameQueue(is, shows, truth)) say('wrong-hold', titleId, is, shows)
  }
  for (const [patronId, cents] of truth.fees) {
    const shows = library.fees.get(patronId) ?? 0
    const mayBeLess = leftOut.unsure.has(patronId) && shows <= cents
    if (!leftOut.patrons.has(patronId) && !mayBeLess) say('wrong-fee', patronId, cents, shows)
  }
  return found
}

function whereabouts({ patronId, place, lost }: ItemStanding) {
  return { ...(patronId === undefined ? { at: place } : { with: patronId }), lost }
}

/**
 * The same people in the same order, the same of them with a copy, whichever it is. But a copy that lies free may have been given
 * to somebody who still waits: its scan came home after they had asked.
 */
function sameQueue(truth: readonly HoldStanding[], library: readonly HoldStanding[], { items }: Standing): boolean {
  if (truth.length !== library.length) return false
  const isKept = (copy: string) => truth.some(({ barcode }) => barcode === copy)
  const copies = new Set(library.map(({ barcode }) => items.get(barcode ?? '')?.titleId))
  let free = [...items].filter(
    ([copy, { titleId, patronId }]) => patronId === undefined && !isKept(copy) && copies.has(titleId),
  ).length
  return truth.every((is, index) => {
    const shows = library[index]!
    if (is.patronId !== shows.patronId) return false
    if (is.barcode === shows.barcode) return is.state === shows.state
    if (is.state !== 'queued') return shows.state !== 'queued'
    return shows.barcode !== undefined && free-- > 0
  })
}
