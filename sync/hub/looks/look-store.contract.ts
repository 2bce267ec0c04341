import { describe, expect, test } from 'vitest'
import type { ItemSeen } from '../../../circulation/evidence.ts'
import type { LookStore } from './look-store.ts'

const at = (clock: string) => `2026-11-17T${clock}:00Z`
const shelf: ItemSeen = { status: 'in-house', place: 'MAIN' }
const onLoan: ItemSeen = { status: 'on-loan', dueOn: '2026-12-01' }

/** What the hub relies on in its memory of looks. `again`: as after a restart. */
export function lookStoreContract(
  name: string,
  open: () => Promise<{ store: LookStore; again: () => Promise<LookStore> }>,
): void {
  const look = (clock: string, seen: ItemSeen, by?: string) => ({
    items: [{ barcode: 'x1', at: at(clock), seen, ...(by !== undefined && { by }) }],
    patrons: [],
  })

  describe(`look store contract: ${name}`, () => {
    test('[RP41] sightings of an item, by its number in any case, also after a restart', async () => {
      const { store, again } = await open()
      expect(await store.sightings('X1')).toEqual([])
      await store.remember(look('08:00', shelf))
      await store.remember(look('12:00', shelf))
      await store.remember(look('13:00', onLoan, 'mark'))
      await store.remember(look('14:00', { ...onLoan, patronId: 'Anna' }))
      const expected = [
        { ...shelf, from: at('08:00'), to: at('12:00') },
        { ...onLoan, patronId: 'Anna', holderSeenAt: at('14:00'), by: 'mark', from: at('13:00'), to: at('14:00') },
      ]
      expect(await store.sightings('X1')).toEqual(expected)
      const restarted = await again()
      expect(await restarted.sightings('x1')).toEqual(expected)
      await restarted.remember(look('15:00', shelf))
      expect(await restarted.sightings('X1')).toHaveLength(3)
    })

    test('[RP41] several items and patrons in one; a look older than the last changes nothing', async () => {
      const { store } = await open()
      const patron = (clock: string, items: readonly string[]) => ({ patronId: 'Anna', at: at(clock), seen: { items, holds: 1 } })
      await store.remember({
        items: ['A', 'B', 'A'].map(barcode => ({ barcode, at: at('08:00'), seen: shelf })),
        patrons: [patron('08:00', ['A']), patron('09:00', ['A', 'B'])],
      })
      await store.remember({ items: [{ barcode: 'A', at: at('07:00'), seen: onLoan }], patrons: [patron('08:30', [])] })
      expect(await store.sightings('A')).toEqual([{ ...shelf, from: at('08:00'), to: at('08:00') }])
      expect(await store.sightings('B')).toHaveLength(1)
      expect(await store.patron('Anna')).toEqual(patron('09:00', ['A', 'B']))
      expect(await store.patron('Bea')).toBeUndefined()
    })
  })
}
