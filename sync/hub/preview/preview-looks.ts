import { type Sighting, withLook } from '../../../circulation/looks/sighting.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { type LookStore, type PatronLook, sightingsKept } from '../looks/look-store.ts'

/** The hub's looks as they would become: what a preview looks at is remembered for it alone. */
export function previewLooks(real: LookStore): LookStore {
  const items = new Map<string, readonly Sighting[]>()
  const patrons = new Map<string, PatronLook>()
  const sightings = async (barcode: string) => items.get(numberKey(barcode)) ?? real.sightings(barcode)
  return {
    sightings,
    patron: async patronId => patrons.get(patronId) ?? real.patron(patronId),
    async remember(looks) {
      for (const { barcode, ...look } of looks.items)
        items.set(numberKey(barcode), withLook(await sightings(barcode), look).slice(-sightingsKept))
      for (const look of looks.patrons) patrons.set(look.patronId, look)
    },
  }
}
