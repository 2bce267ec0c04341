import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { sizeCirculation } from './at-size/size-circulation.ts'
import { sizeItems } from './at-size/size-items.ts'
import { demoCirculation } from './demo-circulation.ts'
import { demoItems } from './demo-items.ts'
import { demoPatrons } from './demo-patrons.ts'
import { stopsAround } from './places.ts'
import { showRows } from './show-rows.ts'

/** Rows in a fixed order. Each can be read any number of times, and is made anew each time: millions need no memory. */
export interface DemoLibrary {
  readonly items: Iterable<Item>
  readonly patrons: Iterable<Patron>
  readonly loans: Iterable<Loan>
  readonly holds: Iterable<Hold>
}

export interface DemoSize {
  readonly items: number
  readonly patrons: number
  readonly seed: number
  /** Day around which everything happens, `YYYY-MM-DD`. */
  readonly today: string
  /** As many words and branches, and items apart as far, as a consortium has; else few words, easy on the eye. */
  readonly isConsortium?: true
}

/** A whole made-up library around its well-known numbers: the same for the same size, seed and day. */
export function demoLibrary({ items, patrons, seed, today, isConsortium }: DemoSize): DemoLibrary {
  const shown = showRows(today)
  const madePatrons = Math.max(0, patrons - shown.patrons.length)
  const around = { seed, today, patrons: madePatrons, stops: stopsAround(today) }
  const howMany = Math.max(0, items - shown.items.length)
  const madeItems = () => (isConsortium ? sizeItems(howMany, seed) : demoItems(howMany, seed, Number(today.slice(0, 4))))
  const moved = () => (isConsortium ? sizeCirculation : demoCirculation)(madeItems(), around)
  return {
    items: again(function* () {
      yield* shown.items
      yield* madeItems()
    }),
    patrons: again(function* () {
      yield* shown.patrons
      yield* demoPatrons(madePatrons, seed, today)
    }),
    loans: again(function* () {
      yield* shown.loans
      for (const one of moved()) if ('loan' in one) yield one.loan
    }),
    holds: again(function* () {
      yield* shown.holds
      for (const one of moved()) if ('hold' in one) yield one.hold
    }),
  }
}

function again<T>(rows: () => Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: rows }
}
