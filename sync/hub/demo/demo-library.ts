import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, HoldState, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { Stop } from '../../../circulation/place.ts'
import { demoRules } from '../../../circulation/profiles/demo.ts'
import { hashPin } from '../../register/pin.ts'
import type { LibrarySettings } from '../../register/register.ts'
import { type Chance, chance } from './chance.ts'
import { demoItems } from './demo-items.ts'
import { demoPatrons } from './demo-patrons.ts'
import { branches, stopsAround } from './places.ts'
import { showRows } from './show-rows.ts'
import { showStaff } from './showcase.ts'

export interface DemoLibrary {
  readonly items: readonly Item[]
  readonly patrons: readonly Patron[]
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
}

export interface DemoSize {
  readonly items: number
  readonly patrons: number
  readonly seed: number
  /** Day around which everything happens, `YYYY-MM-DD`. */
  readonly today: string
}

/** A whole made-up library around its well-known numbers: the same for the same size, seed and day. */
export function demoLibrary({ items, patrons, seed, today }: DemoSize): DemoLibrary {
  const shown = showRows(today)
  const day = Temporal.PlainDate.from(today)
  const madeItems = [...demoItems(Math.max(0, items - shown.items.length), seed, day.year)]
  const madePatrons = [...demoPatrons(Math.max(0, patrons - shown.patrons.length), seed, today)]
  const luck = chance(seed + 2)
  const loans = lentOut(madeItems, madePatrons, day, luck)
  const out = new Set(loans.map(loan => loan.barcode))
  const holds = held(
    madeItems.filter(item => !out.has(item.barcode)),
    madePatrons,
    stopsAround(today),
    day,
    luck,
  )
  return {
    items: [...shown.items, ...madeItems],
    patrons: [...shown.patrons, ...madePatrons],
    loans: [...shown.loans, ...loans],
    holds: [...shown.holds, ...holds],
  }
}

/** The small things: places, stops with visits around the day, staff, rules. */
export function demoSettings(today: string, showToday: boolean): LibrarySettings {
  return {
    library: 'Pysäkki-kirjasto',
    environment: 'demo',
    rules: demoRules,
    branches,
    stops: stopsAround(today),
    staff: showStaff.map(({ pin, ...member }) => ({ ...member, pinHash: hashPin(pin, saltOf(member.staffId)) })),
    ...(showToday && { today }),
  }
}

/** A demo's salt is no secret and the same at every start, so that the settings do not change for nothing. */
function saltOf(staffId: string): string {
  return [...`demo-${staffId}`]
    .map(letter => letter.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .padEnd(32, '0')
}

function lentOut(items: readonly Item[], patrons: readonly Patron[], day: Temporal.PlainDate, luck: Chance): Loan[] {
  return items
    .filter(item => item.circulationStatus === 'ok' && luck.share(0.13))
    .map(({ barcode, homeBranch }) => {
      const daysAgo = luck.of([1, 3, 7, 14, 14, 21, 28, 35])
      return {
        barcode,
        patronId: luck.of(patrons).patronId,
        lentAt: `${day.subtract({ days: daysAgo })}T${String(luck.whole(7, 15)).padStart(2, '0')}:${luck.whole(10, 59)}:00Z`,
        dueOn: day.add({ days: 28 - daysAgo }).toString(),
        renewals: luck.share(0.2) ? 1 : 0,
        branch: homeBranch,
      }
    })
}

function held(
  items: readonly Item[],
  patrons: readonly Patron[],
  stops: readonly Stop[],
  day: Temporal.PlainDate,
  luck: Chance,
): Hold[] {
  const wanted = Math.min(Math.ceil(items.length * 0.03), 50_000)
  const copies = items.filter(item => item.circulationStatus === 'ok')
  const seen = new Set<string>()
  const holds: Hold[] = []
  for (let tries = 0; holds.length < wanted && tries < wanted * 20 && copies.length && patrons.length; tries++) {
    const item = luck.of(copies)
    if (seen.has(item.titleId)) continue
    seen.add(item.titleId)
    const stop = luck.share(0.3) ? stops.find(one => one.stopId === '3-saaksjarvi') : luck.of(stops)
    holds.push({
      holdId: `H${String(100 + holds.length).padStart(7, '0')}`,
      titleId: item.titleId,
      patronId: luck.of(patrons).patronId,
      placedAt: `${day.subtract({ days: luck.whole(1, 40) })}T${luck.whole(10, 20)}:${luck.whole(10, 59)}:00Z`,
      pickup: stop ? { branch: stop.branch, stopId: stop.stopId } : { branch: 'PYS' },
      holdNumber: String(500 + (holds.length % 499)),
      state: holdState(item, day, luck),
    })
  }
  return holds
}

function holdState({ barcode }: Item, day: Temporal.PlainDate, luck: Chance): HoldState {
  const kind = luck.next()
  if (kind < 0.5)
    return { kind: 'waiting', barcode, expiresOn: day.add({ days: luck.whole(3, 20) }).toString(), box: luck.of(['A', 'B', 'C']) }
  return kind < 0.7 ? { kind: 'in-transit', barcode } : { kind: 'queued' }
}
