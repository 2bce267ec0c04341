import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, HoldState, Loan } from '../../../circulation/loan.ts'
import type { Stop } from '../../../circulation/place.ts'
import { type Chance, chance } from './chance.ts'
import { demoPatronId } from './demo-patrons.ts'

export interface Around {
  readonly seed: number
  /** How many made-up patrons there are. */
  readonly patrons: number
  readonly stops: readonly Stop[]
  readonly today: string
}

export type Moved = { readonly loan: Loan } | { readonly hold: Hold }

const lentShare = 0.13
/** Of titles, not of copies. */
const heldShare = 0.085

/** What of these items is lent, and which of their titles somebody waits for; an item that is out is caught for nobody. */
export function* demoCirculation(items: Iterable<Item>, { seed, patrons, stops, today }: Around): Generator<Moved> {
  if (patrons === 0) return
  const luck = chance(seed + 2)
  const day = Temporal.PlainDate.from(today)
  let title = ''
  let holds = 0
  for (const item of items) {
    const first = item.titleId !== title
    title = item.titleId
    if (item.circulationStatus !== 'ok') continue
    const patronId = demoPatronId(luck.whole(0, patrons - 1))
    if (luck.share(lentShare)) yield { loan: loanOf(item, patronId, day, luck) }
    else if (first && luck.share(heldShare)) yield { hold: holdOn(item, patronId, ++holds, stops, day, luck) }
  }
}

function loanOf({ barcode, homeBranch }: Item, patronId: string, day: Temporal.PlainDate, luck: Chance): Loan {
  const daysAgo = luck.of([1, 3, 7, 14, 14, 21, 28, 35])
  return {
    barcode,
    patronId,
    lentAt: `${day.subtract({ days: daysAgo })}T${String(luck.whole(7, 15)).padStart(2, '0')}:${luck.whole(10, 59)}:00Z`,
    dueOn: day.add({ days: 28 - daysAgo }).toString(),
    renewals: luck.share(0.2) ? 1 : 0,
    branch: homeBranch,
  }
}

/** A hold on the item's title, caught or on its way or not yet. */
export function holdOn(
  item: Item,
  patronId: string,
  number: number,
  stops: readonly Stop[],
  day: Temporal.PlainDate,
  luck: Chance,
): Hold {
  const busy = stops.find(one => one.stopId === '3-saaksjarvi')
  const stop = luck.share(0.3) && busy ? busy : luck.of(stops)
  return {
    holdId: `H${String(100 + number).padStart(7, '0')}`,
    titleId: item.titleId,
    patronId,
    placedAt: `${day.subtract({ days: luck.whole(1, 40) })}T${luck.whole(10, 20)}:${luck.whole(10, 59)}:00Z`,
    pickup: { branch: stop.branch, stopId: stop.stopId },
    holdNumber: String(500 + (number % 499)),
    state: holdState(item, day, luck),
  }
}

function holdState({ barcode }: Item, day: Temporal.PlainDate, luck: Chance): HoldState {
  const kind = luck.next()
  const expiresOn = day.add({ days: luck.whole(3, 20) }).toString()
  if (kind < 0.5) return { kind: 'waiting', barcode, expiresOn, box: luck.of(['A', 'B', 'C']) }
  return kind < 0.7 ? { kind: 'in-transit', barcode } : { kind: 'queued' }
}
