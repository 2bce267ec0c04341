import type { Hold } from './loan.ts'
import { sameNumber } from './numbers.ts'
import type { ItemFacts } from './truth.ts'

/** Whether the hold has been given this very copy: it lies ready or is on its way. */
export function isCaughtWith(hold: Hold, barcode: string): boolean {
  return hold.state.kind !== 'queued' && sameNumber(hold.state.barcode, barcode)
}

/** Whether the hold is satisfied with this copy: each is, but for one that asks for another copy by its barcode. */
export function mayHave(hold: Hold, barcode: string): boolean {
  return hold.copy === undefined || sameNumber(hold.copy, barcode)
}

/** Whose turn this copy is: the hold it was caught for, else the first that still waits for a copy. Other copies are not known here. */
export function holdForCopy(item: ItemFacts): Hold | undefined {
  return item.holds.find(hold => isCaughtWith(hold, item.barcode)) ?? item.holds.find(hold => hold.state.kind === 'queued')
}

/** The hold that lending this copy to the patron fills: the one caught with it, else one still queued, else one waiting with another copy. */
export function holdFilledFor(item: ItemFacts, patronId: string): Hold | undefined {
  const own = item.holds.filter(hold => hold.patronId === patronId)
  return own.find(hold => isCaughtWith(hold, item.barcode)) ?? own.find(hold => hold.state.kind === 'queued') ?? own[0]
}
