import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { CarriedJournal, StationStore } from './station-store.ts'

/** What every station store promises. A place is where one lies: opening it again finds what was written. */
export function stationStoreContract(
  name: string,
  newPlace: () => { open(): Promise<StationStore>; remove(): Promise<void> },
): void {
  describe(name, () => {
    let place: ReturnType<typeof newPlace>
    let store: StationStore

    beforeEach(async () => {
      place = newPlace()
      store = await place.open()
    })

    afterEach(async () => {
      await store.close()
      await place.remove()
    })

    async function reopened(): Promise<StationStore> {
      await store.close()
      store = await place.open()
      return store
    }

    const outcome = (epoch: string, sequence: number, kind: 'applied' | 'already-applied' = 'applied'): OutcomeMessage => ({
      epoch,
      sequence,
      outcome: { kind },
      at: '2026-11-17T08:00:00Z',
      inVersion: 1,
    })

    test('[UP13] a new one is empty', () => {
      expect(store.stored()).toEqual({ outcomes: new Map(), cursor: 0, held: new Map(), carried: new Map() })
    })

    test('[UP13] outcomes and cursor are there after a restart, each outcome once, the later in the place of the earlier', async () => {
      await store.putOutcomes([outcome('1-aa', 1), outcome('1-aa', 2), outcome('1-aa~2-ff', 2)], 3)
      await store.putOutcomes([outcome('1-aa', 2, 'already-applied'), outcome('1-aa', 1)], 5)
      const expected = new Map([
        ['1-aa/1', outcome('1-aa', 1)],
        ['1-aa/2', outcome('1-aa', 2, 'already-applied')],
        ['1-aa~2-ff/2', outcome('1-aa~2-ff', 2)],
      ])
      for (const found of [store.stored(), (await reopened()).stored()]) {
        expect(found.cursor).toBe(5)
        expect(found.outcomes).toEqual(expected)
      }
    })

    test('[UP13] what the hub holds, the clock’s offset and the enrolment are there after a restart', async () => {
      const hash = 'a'.repeat(64)
      await store.putHeld({ epoch: '1-aa', sequence: 3, hash, forked: true })
      await store.putHeld({ epoch: '1-aa', sequence: 4, hash }, { epoch: '1-aa', sequence: 4 })
      await store.putHeld({ epoch: '2-bb', sequence: 1, hash })
      const offset = { ms: 5, uncertaintyMs: 2, measuredAt: '2026-11-17T08:00:00Z', measuredAtMonotonicMs: 7 }
      await store.putOffset(offset)
      const enrolment = { hubUrl: 'http://127.0.0.1:1', token: 't', station: 'bus-1' }
      await store.putEnrolment(enrolment)
      for (const found of [store.stored(), (await reopened()).stored()]) {
        expect([...found.held.values()]).toEqual([
          { epoch: '1-aa', sequence: 4, hash },
          { epoch: '2-bb', sequence: 1, hash },
        ])
        expect(found).toMatchObject({ have: { epoch: '1-aa', sequence: 4 }, offset, enrolment })
      }
    })

    test('[CA5] a journal from a stick is there after a restart with its receipt, each once, the earlier first', async () => {
      const carried = (seal: string, second: number): CarriedJournal => ({
        ...{ seal, station: 'bus-2', entries: 2, takenAt: `2026-11-17T15:00:0${second}Z`, text: `text of ${seal}` },
        ...{ sent: 0, fresh: 0 },
      })
      const { text: _, ...rest } = carried('ff', 1)
      const received = { ...rest, sent: 2, fresh: 1, receivedAt: '2026-11-17T15:10:00Z' }
      await store.putCarried(carried('ff', 1))
      await store.putCarried(carried('aa', 2))
      await store.putCarried(received)
      for (const found of [store.stored(), (await reopened()).stored()])
        expect([...found.carried.values()]).toEqual([received, carried('aa', 2)])
    })

    test('[UP13] what was read before a write does not change under the reader', async () => {
      const before = store.stored()
      await store.putOutcomes([outcome('1-aa', 1)], 1)
      await store.putHeld({ epoch: '1-aa', sequence: 4, hash: 'a'.repeat(64) })
      expect(before).toEqual({ outcomes: new Map(), cursor: 0, held: new Map(), carried: new Map() })
    })
  })
}
