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
      bus.lend('Z', 'Anna', '10:02')
      bus.lend('W', 'Anna', '10:03')
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

    test('[RP90] no more is let through than the pace and the cap, however many ask at once; the same entry again counts once', async () => {
      const all = await Promise.all([0, 1, 2, 3].map(at => stored(bus.entries[at]!)))
      const pace = { most: 2, since: '2026-11-24T11:59:00.000Z' }
      const ask = (of: StoredEntry) => world.brake.letThrough(of, [], { pace })
      const said = await Promise.all(all.map(ask))
      expect(said.filter(why => why === undefined)).toHaveLength(2)
      expect(said.filter(why => why === 'pace')).toHaveLength(2)
      expect(await ask(all[said.indexOf(undefined)]!)).toBeUndefined()
      world = await world.reopen()
      expect(await world.brake.letThrough(all[said.indexOf('pace')]!, [], { pace })).toBe('pace')
      world.setNow('2026-11-24T12:01:00.001Z')
      const later = { most: 2, since: '2026-11-24T12:00:00.001Z' }
      expect(await world.brake.letThrough(all[said.indexOf('pace')]!, [], { pace: later })).toBeUndefined()

      const closes = { most: 1, since: '2026-11-24T00:00:00Z' }
      const close = (of: StoredEntry) => world.brake.letThrough(of, ['closes-others-loan'], { closes })
      expect((await Promise.all(all.map(close))).toSorted()).toEqual(['daily-cap', 'daily-cap', 'daily-cap', undefined])
      expect(await world.brake.letThrough(all[3]!, ['finds-lost'], { closes })).toBeUndefined()
      expect(await world.brake.tallies()).toMatchObject({ 'closes-others-loan': { wrote: 1 }, 'finds-lost': { wrote: 1 } })
    })

    test('[RP94] what a trial run would have written is kept, each entry once, with how it ended for good', async () => {
      const [first, second] = [await stored(bus.entries[0]!), await stored(bus.entries[1]!)]
      expect(await world.brake.shadowed('koha')).toMatchObject({ transactions: 0, lines: [] })
      await world.brake.change('koha', { ...openBrake, shadow: true }, 'Maija')
      const line = ({ id, hash }: StoredEntry) => ({ id, hash, kinds: [], writes: ['begin-loan'] as const })
      await world.brake.shadow([
        { ...line(first), becomes: 'needs-person', kinds: ['closes-others-loan'] },
        { ...line(second), becomes: 'applied' },
      ])
      await world.brake.shadow([{ ...line(first), becomes: 'applied-with-note', kinds: ['closes-others-loan'] }])
      await world.stores.uploads.putOutcome(second, { kind: 'applied' })
      await world.stores.uploads.putOutcome(first, { kind: 'history-only', notes: [] })
      world = await world.reopen()
      expect(await world.brake.shadowed('koha')).toMatchObject({
        since: '2026-11-24T12:00:00.000Z',
        transactions: 2,
        becomes: { applied: 1, 'applied-with-note': 1 },
        kinds: { 'closes-others-loan': 1 },
        closes: 1,
        asSaid: 1,
        otherwise: 1,
        lines: [{ id: first.id, writes: ['begin-loan'] }, { id: second.id }],
      })
      world.setNow('2026-11-25T12:00:00.000Z')
      await world.brake.change('koha', openBrake, 'Maija')
      await world.brake.change('koha', { ...openBrake, shadow: true }, 'Maija')
      expect(await world.brake.shadowed('koha')).toMatchObject({ since: '2026-11-25T12:00:00.000Z', transactions: 0 })
    })

    test('[RP94] of weeks every line counts, and the latest are listed', async () => {
      const long = new TestStation('bus-2')
      for (let day = 0; day < 600; day++) long.takeBack('X', '10:00')
      await world.stores.take(long.entries)
      await world.brake.change('koha', { ...openBrake, shadow: true }, 'Maija')
      const lines = long.entries.map(({ station, epoch, sequence, hash }) => {
        return { id: { station, epoch, sequence }, hash, becomes: 'applied', kinds: [], writes: [] } as const
      })
      for (let from = 0; from < 600; from += 100) await world.brake.shadow(lines.slice(from, from + 100))
      const { transactions, becomes, lines: listed } = await world.brake.shadowed('koha')
      expect([transactions, becomes]).toEqual([600, { applied: 600 }])
      expect(listed.map(({ id }) => id)).toEqual(lines.slice(-500).map(({ id }) => id))
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
