import type { Beginning } from '../oracle/true-events.ts'
import type { FirstMorning } from './first-morning.ts'

/** The first morning in the oracle's words. */
export function beginning({ items, places, patrons, loans, holds }: FirstMorning): Beginning {
  return {
    items: items.map(({ barcode, titleId }) => ({ barcode, titleId, place: places.get(barcode)! })),
    patrons: patrons.map(({ patronId }) => patronId),
    loans,
    holds,
  }
}
