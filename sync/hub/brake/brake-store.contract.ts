import { beforeEach, describe, expect, test } from 'vitest'
import { automaticLadder } from '../../../circulation/replay-ladder.ts'
import type { Entry } from '../../journal/entry.ts'
import { openBrake } from '../../protocol/brake.ts'
import type { StoredEntry } from '../ports.ts'
import { TestStation } from '../replay-station.fixture.ts'
import type { Stores } from '../replay-world.fixture.ts'
import type { BrakeStore } from './brake-store.ts'

export interface BrakeWorld {
  readonly stores: Stores
  readonly brake: BrakeStore
  /** As after a restart of the hub; where nothing outlives a restart, the same. */
  reopen(): Promise<BrakeWorld>
  /** Instant that the store stamps from now on. */
  setNow(at: string): void
}

/** What every store of the brake promises, tried on one of them. */
export function brakeStoreContract(name: string, open: () => Promise<BrakeWorld>): void {
  describe(name, () => {
    let world: BrakeWorld
    let bus: TestStation

    beforeEach(async () => {
      world = await open()
      world.setNow('2026-11-24T12:00:00.000Z')
      bus = new TestStation('bus-1')
      bus.lend('X', 'Anna', '10:00')
      bus.lend('Y', 'Anna', '10:01')
      await world.stores.take(bus.entries)
    }, 60_000)

    const stored = async ({ station, epoch, sequence }: Entry): Promise<StoredEntry> =>
      (await world.stores.uploads.entry({ station, epoch, sequence }))!

    test('[RP85] settings are open before the first change, stand after it, and each change says who, when, from what to what', async () => {
      expect(await world.brake.settings('koha')).toEqual(openBrake)
      const paused = { ...openBrake, paused: true, ladder: automaticLadder }
      await world.brake.change('koha', paused, 'Maija')
      world.setNow('2026-11-24T12:00:01.000Z')
      await world.brake.change('koha', { ...openBrake, pace: 60 }, 'Ritva')
      world = await world.reopen()
      expect(await world.brake.settings('koha')).toEqual({ ...openBrake, pace: 60 })
      expect(await world.brake.settings('other')).toEqual(openBrake)
      expect(await world.brake.changes(10)).toEqual([
        { at: '2026-11-24T12:00:01.000Z', by: 'Ritva', connector: 'koha', before: paused, after: { ...openBrake, pace: 60 } },
        { at: '2026-11-24T12:00:00.000Z', by: 'Maija', connector: 'koha', before: openBrake, after: paused },
      ])
      expect(await world.brake.changes(1)).toHaveLength(1)
    })

    test('[RP86] what is held back is kept with its reason until the entry has an outcome', async () => {
      const [first, second] = [await stored(bus.entries[0]!), await stored(bus.entries[1]!)]
      const would = { actions: [{ kind: 'set-status', barcode: 'X', status: 'ok' }], outcome: { kind: 'applied' } } as const
      await world.brake.hold(first, { why: 'kind-paused', kinds: ['finds-lost'] })
      await world.brake.hold(second, { why: 'daily-cap', kinds: ['closes-others-loan'] })
      await world.brake.hold(first, { why: 'report-only', kinds: ['finds-lost'], would })
      world = await world.reopen()
      expect(await world.brake.held(10)).toMatchObject([
        { id: first.id, why: 'report-only', kinds: ['finds-lost'], would, at: '2026-11-24T12:00:00.000Z' },
        { id: second.id, why: 'daily-cap' },
      ])
      await world.stores.uploads.putOutcome(first, { kind: 'applied' })
      expect((await world.brake.held(10)).map(({ id }) => id)).toEqual([second.id])
    })

    test('[RP87] each kind’s rulings are counted, one entry once', async () => {
      const [first, second] = [await stored(bus.entries[0]!), await stored(bus.entries[1]!)]
      await world.brake.tally(first, ['closes-others-loan', 'finds-lost'], 'asked')
      await world.brake.tally(first, ['closes-others-loan', 'finds-lost'], 'asked')
      await world.brake.tally(second, ['finds-lost'], 'asked')
      await world.brake.tally(first, ['closes-others-loan', 'finds-lost'], 'confirmed', 'Maija')
      await world.brake.tally(second, ['finds-lost'], 'otherwise', 'Maija')
      await world.brake.tally(first, [], 'wrote')
      world = await world.reopen()
      expect(await world.brake.tallies()).toEqual({
        'closes-others-loan': { asked: 1, confirmed: 1 },
        'finds-lost': { asked: 2, confirmed: 1, otherwise: 1 },
      })
      expect(await world.brake.confirmed(first)).toEqual(['closes-others-loan', 'finds-lost'])
      expect(await world.brake.confirmed(second)).toEqual([])
    })

    test('[RP87] other people’s loans that were closed are counted since an instant', async () => {
      const [first, second] = [await stored(bus.entries[0]!), await stored(bus.entries[1]!)]
      await world.brake.tally(first, ['closes-others-loan', 'returns-others-loan'], 'wrote')
      world.setNow('2026-11-25T12:00:00.000Z')
      await world.brake.tally(second, ['finds-lost'], 'wrote')
      expect(await world.brake.closesSince('2026-11-24T22:00:00Z')).toBe(0)
      await world.brake.tally(second, ['returns-others-loan'], 'wrote')
      await world.brake.tally(first, ['returns-others-loan'], 'asked')
      world = await world.reopen()
      expect(await world.brake.closesSince('2026-11-24T22:00:00Z')).toBe(1)
      expect(await world.brake.closesSince('2026-11-24T00:00:00Z')).toBe(2)
    })
  })
}
