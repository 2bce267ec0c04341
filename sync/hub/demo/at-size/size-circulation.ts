import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../../../circulation/item.ts'
import type { Loan } from '../../../../circulation/loan.ts'
import { type Chance, chance } from '../chance.ts'
import { type Around, holdOn, type Moved } from '../demo-circulation.ts'
import { demoPatronId } from '../demo-patrons.ts'

const lentShare = 0.165
/** Of titles. */
const heldShare = 0.03

/** Loans of the last weeks at any second of the opening hours, some renewed, some long overdue; holds as in the demo. */
export function* sizeCirculation(items: Iterable<Item>, { seed, patrons, stops, today }: Around): Generator<Moved> {
  if (patrons === 0) return
  const luck = chance(seed + 2)
  const days = Array.from({ length: 401 }, (_, ago) => Temporal.PlainDate.from(today).subtract({ days: ago - 100 }))
  const day = (ago: number) => days[ago + 100]!.toString()
  let title = ''
  let holds = 0
  for (const item of items) {
    const first = item.titleId !== title
    title = item.titleId
    if (item.circulationStatus !== 'ok') continue
    const patronId = demoPatronId(Math.floor(patrons * luck.next() ** 2))
    if (luck.share(lentShare)) yield { loan: loanOf(item, patronId, day, luck) }
    else if (first && luck.share(heldShare)) yield { hold: holdOn(item, patronId, ++holds, stops, days[100]!, luck) }
  }
}

function loanOf({ barcode, homeBranch }: Item, patronId: string, day: (ago: number) => string, luck: Chance): Loan {
  const ago = luck.share(0.03) ? luck.whole(35, 300) : Math.floor(35 * luck.next() ** 1.3)
  const renewals = luck.share(0.25) ? luck.whole(1, 3) : 0
  const two = (least: number, most: number) => String(luck.whole(least, most)).padStart(2, '0')
  return {
    barcode,
    patronId,
    lentAt: `${day(ago)}T${two(7, 18)}:${two(0, 59)}:${two(0, 59)}Z`,
    dueOn: day(ago - 28 - (renewals ? luck.whole(1, 28) : 0)),
    renewals,
    branch: homeBranch,
  }
}
