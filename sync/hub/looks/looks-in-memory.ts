import { type Sighting, withLook } from '../../../circulation/looks/sighting.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { type LookStore, type Looks, type PatronLook, sightingsKept } from './look-store.ts'

/** Looks in memory: for tests and simulations, and for what need not survive its process. */
export class LooksInMemory implements LookStore {
  readonly #items = new Map<string, readonly Sighting[]>()
  readonly #patrons = new Map<string, PatronLook>()

  async sightings(barcode: string) {
    return this.#items.get(numberKey(barcode)) ?? []
  }
  async patron(patronId: string) {
    return this.#patrons.get(patronId)
  }
  async remember({ items, patrons }: Looks) {
    for (const { barcode, ...look } of items) {
      const key = numberKey(barcode)
      this.#items.set(key, withLook(this.#items.get(key) ?? [], look).slice(-sightingsKept))
    }
    for (const look of patrons)
      if (look.at >= (this.#patrons.get(look.patronId)?.at ?? '')) this.#patrons.set(look.patronId, look)
  }
}
