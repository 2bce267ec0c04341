import type { FirstMorning } from './first-morning.ts'

/** Where every book truly is. A book is in one place, and nobody scans what is not there. */
export class Whereabouts {
  readonly #of = new Map<string, string>()
  readonly #skew: number

  /** `skew`: how much the first books are liked more than the last; 1 = all alike. */
  constructor({ items, places, loans }: FirstMorning, skew: number) {
    this.#skew = skew
    const holders = new Map(loans.map(({ barcode, patronId }) => [barcode, patronId]))
    for (const { barcode } of items) this.#of.set(barcode, holders.get(barcode) ?? places.get(barcode)!)
  }

  /** `place` is a branch, or a patron's home. */
  move(barcode: string, place: string): void {
    this.#of.set(barcode, place)
  }

  in(place: string): readonly string[] {
    return [...this.#of].filter(([, where]) => where === place).map(([barcode]) => barcode)
  }

  /** One of those that are there; undefined where nothing is. */
  pick(place: string, share: number): string | undefined {
    return pickFrom(this.in(place), share ** this.#skew)
  }

  elsewhere(place: string, share: number): string | undefined {
    return pickFrom(
      [...this.#of].filter(([, where]) => where !== place).map(([barcode]) => barcode),
      share,
    )
  }
}

/** `share` in [0, 1) along the list. */
export function pickFrom<T>(list: readonly T[], share: number): T | undefined {
  return list[Math.floor(share * list.length)]
}
