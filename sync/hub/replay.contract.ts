import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { LostAnswers } from './lost-answers.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What a replay does with loans, returns and renewals, the worked examples among it, on whatever database the hub keeps. `url`: of a new database on a server; its own folder without it. */
export function replayContract(url?: () => Promise<string>): void {
  let stores: DatabaseStores
  let world: ReplayWorld
  let bus: TestStation

  beforeAll(async () => {
    stores = await databaseStores({ url: await url?.() })
  }, 60_000)
  afterAll(() => stores.close())
  beforeEach(async () => {
    await stores.clear()
    world = new ReplayWorld(stores)
    bus = new TestStation('bus-1')
    await world.item('X')
    await world.patrons('Anna', 'Bea', 'Carl', 'Dora', 'Emil', 'Quinn')
  })

  describe('worked examples', () => {
    test('[RP1] 1: lent on the bus, back at the main library before the bus is home: over, and nothing owed', async () => {
      const loan = bus.lend('X', 'Anna', '10:00')
      await world.main.takeBack('X', time('12:00'))
      await world.comesHome(bus.entries)
      expect(await world.tables.loan('X')).toBeUndefined()
      expect(await world.history('X')).toEqual(['Anna 17 10:00 – 17 12:00'])
      expect(await world.feesOf('Anna')).toBe(0)
      expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only' })
    })

    test('[RP2] 2: lent from under another loan: that loan ended when the book was seen', async () => {
      await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
      const loan = bus.lend('X', 'Anna', '10:00')
      await world.comesHome(bus.entries)
      expect(await world.history('X')).toEqual(['Bea 02 10:00 – 17 10:00', 'Anna 17 10:00 –'])
      expect(await world.outcome(loan)).toEqual({
        kind: 'applied-with-note',
        notes: [{ code: 'taken-from-earlier-loan', barcode: 'X' }],
      })
      expect((await world.tables.loan('X'))?.dueOn).toBe('2026-12-15')
    })

    test('[RP3] 3: a return never closes the loan that began after it', async () => {
      await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-30')
      const back = bus.takeBack('X', '10:00')
      await world.main.lend('X', 'Carl', time('15:00'), '2026-12-15')
      await world.comesHome(bus.entries)
      expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00', 'Carl 17 15:00 –'])
      expect(await world.outcome(back)).toEqual({ kind: 'history-only', notes: [{ code: 'newer-loan-kept', barcode: 'X' }] })
    })

    test('[RP4] 4: as 3, but minutes apart with a clock unsure by five: asked, and nothing written', async () => {
      const unsure = new TestStation('bus-2', { uncertaintyMs: 5 * 60_000 })
      await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-30')
      const back = unsure.takeBack('X', '10:00')
      await world.main.lend('X', 'Carl', time('10:02'), '2026-12-15')
      await world.comesHome(unsure.entries)
      expect(await world.outcome(back)).toEqual({
        kind: 'needs-person',
        question: 'order-unclear',
        choices: ['keep-newer-loan', 'take-back', 'look-for-it'],
        where: 'here',
      })
      expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:02', 'Carl 17 10:02 –'])
    })

    test('[RP5] 5: brought to the bus on the due day, closed by a branch with a fee two days later: no fee', async () => {
      await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-16')
      const back = bus.takeBack('X', '16 14:00')
      await world.main.lend('X', 'Carl', time('18 10:00'), '2026-12-15')
      expect(await world.feesOf('Anna')).toBe(40)
      await world.comesHome(bus.entries)
      expect(await world.feesOf('Anna')).toBe(0)
      expect(await world.history('X')).toEqual(['Anna 02 10:00 – 16 14:00', 'Carl 18 10:00 –'])
      expect(await world.outcome(back)).toMatchObject({ notes: [{ code: 'newer-loan-kept' }, { code: 'fee-reversed' }] })
    })

    test('[RP6] 6: a return is caught for a hold placed on the web before it', async () => {
      const dora = await world.hold('Dora', 'X', '09:00', '417')
      const back = bus.takeBack('X', '10:00')
      await world.comesHome(bus.entries)
      expect(await world.outcome(back)).toEqual({
        kind: 'applied-with-note',
        notes: [
          { code: 'was-not-on-loan', barcode: 'X' },
          { code: 'hold-caught', barcode: 'X', holdNumber: '417' },
        ],
      })
      expect((await world.tables.holdsOn('title-X')).map(({ holdId, state }) => [holdId, state])).toEqual([
        [dora.holdId, { kind: 'waiting', barcode: 'X' }],
      ])
    })

    test('[RP7] 7: the loan filled her hold, so the item that was caught for her again goes to the next', async () => {
      await world.hold('Dora', 'X', '09:00', '417')
      await world.hold('Emil', 'X', '09:30', '418')
      bus.lend('X', 'Dora', '10:00')
      await world.main.takeBack('X', time('12:00'))
      expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'in-transit', barcode: 'X' })
      await world.comesHome(bus.entries)
      expect(await world.tables.holdsOf('Dora')).toEqual([])
      expect((await world.tables.holdsOf('Emil'))[0]?.state).toEqual({ kind: 'in-transit', barcode: 'X' })
      expect(await world.history('X')).toEqual(['Dora 17 10:00 – 17 12:00'])
    })

    test('[RP8] 8: picked up on the day on whose night the hold expired: hers, without the fee, and the next one waits on', async () => {
      const waiting = { state: { kind: 'waiting', barcode: 'X', expiresOn: '2026-11-17' } } as const
      const dora = await world.hold('Dora', 'X', '1 09:00', '417', waiting)
      await world.hold('Emil', 'X', '2 09:00', '418')
      const loan = bus.lend('X', 'Dora', '10:00')
      await world.main.expireHold(dora, 'X', time('22:05'), 200)
      expect((await world.tables.holdsOf('Emil'))[0]?.state.kind).toBe('waiting')
      await world.comesHome(bus.entries)
      expect(await world.history('X')).toEqual(['Dora 17 10:00 –'])
      expect(await world.feesOf('Dora')).toBe(0)
      expect((await world.tables.holdsOf('Emil'))[0]?.state).toEqual({ kind: 'queued' })
      expect(await world.outcome(loan)).toMatchObject({
        notes: [
          { code: 'fee-reversed' },
          { code: 'hold-filled', holdNumber: '417' },
          { code: 'hold-put-back', holdNumber: '418' },
        ],
      })
    })

    test('[RP9] 9: declared lost at night, but the bus had taken it back: found, the fee off, the loan over', async () => {
      await world.main.lend('X', 'Quinn', time('2 10:00'), '2026-11-30')
      const back = bus.takeBack('X', '10:00')
      await world.main.declareLost('X', time('22:05'), 2500)
      expect(await world.feesOf('Quinn')).toBe(2500)
      await world.comesHome(bus.entries)
      expect(await world.feesOf('Quinn')).toBe(0)
      expect((await world.tables.item('X'))?.circulationStatus).toBe('ok')
      expect(await world.history('X')).toEqual(['Quinn 02 10:00 – 17 10:00'])
      expect(await world.outcome(back)).toMatchObject({ notes: [{ code: 'found-again' }, { code: 'fee-reversed' }] })
    })

    test('[RP10] 10: one station with a clock two hours off, which nobody knows, asks nothing', async () => {
      const off = new TestStation('bus-2', { aheadMs: -7_200_000, believedAheadMs: 0, uncertaintyMs: 500 })
      await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-30')
      off.takeBack('X', '10:00')
      off.lend('X', 'Carl', '11:00')
      await world.comesHome(off.entries)
      for (const entry of off.entries) expect(await world.outcome(entry)).toEqual({ kind: 'applied' })
      expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Carl' })
    })

    test('[RP10] a station that was never in contact asks nothing about what it alone had', async () => {
      const lost = new TestStation('bus-2', { aheadMs: 4 * 365 * 86_400_000 })
      lost.lend('X', 'Carl', '10:00')
      lost.takeBack('X', '10:00')
      lost.lend('X', 'Anna', '10:01')
      await world.comesHome(lost.entries)
      for (const entry of lost.entries) expect(await world.outcome(entry)).toEqual({ kind: 'applied' })
      expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna' })
    })

    test('[RP11] 11: a renewal that is home before the loan waits for it and is attached', async () => {
      const bus2 = new TestStation('bus-2')
      bus.lend('X', 'Anna', '10:00')
      const renewal = bus2.renew('X', 'Anna', '19 10:00', '2027-01-12')
      expect(await world.comesHome(bus2.entries)).toBe('waiting')
      expect(await world.outcome(renewal)).toBeUndefined()
      await world.comesHome(bus.entries)
      expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Anna', dueOn: '2027-01-12', renewals: 1 })
      expect(await world.outcome(renewal)).toEqual({ kind: 'applied' })
    })

    test('[RP12] 12: the answer is lost after the system lent: nothing sent twice, one loan', async () => {
      const loan = bus.lend('X', 'Anna', '10:00')
      const deaf = new LostAnswers(world.library)
      await world.comesHome(bus.entries, {}, deaf)
      expect(deaf.applied).toEqual(['bus-1/1-bus-1/1'])
      expect(await world.outcome(loan)).toEqual({ kind: 'applied' })
      expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
    })

    test('[RP12] an answer lost without the deed is sent again', async () => {
      const loan = bus.lend('X', 'Anna', '10:00')
      const deaf = new LostAnswers(world.library, { beforeTheDeed: true })
      expect(await world.comesHome(bus.entries, {}, deaf)).toBe('retry')
      expect(await world.history('X')).toEqual([])
      await world.comesHome([])
      expect(await world.outcome(loan)).toEqual({ kind: 'applied' })
      expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
    })

    test('[RP13] 13: the journal by stick, and an hour later by network: nothing new', async () => {
      bus.lend('X', 'Anna', '10:00')
      bus.takeBack('X', '11:00')
      await world.comesHome(bus.entries)
      const before = [await world.history('X'), await world.tables.scans('X'), await stores.version()]
      await world.comesHome(bus.entries)
      expect([await world.history('X'), await world.tables.scans('X'), await stores.version()]).toEqual(before)
    })

    test('[RP14] 14: lent on a card that had been replaced: on the new card', async () => {
      await world.patron('Emil', { cards: ['card-Emil-2', 'card-Emil'] })
      const loan = bus.lend('X', 'Emil', '10:00')
      await world.comesHome(bus.entries)
      expect((await world.tables.loansOf('Emil')).map(({ barcode }) => barcode)).toEqual(['X'])
      expect(await world.outcome(loan)).toEqual({ kind: 'applied-with-note', notes: [{ code: 'card-replaced' }] })
    })

    test('[RP15] 15: two buses, clocks an hour apart, home in the wrong order', async () => {
      const bus2 = new TestStation('bus-2', { aheadMs: -3_600_000, uncertaintyMs: 500 })
      await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-16')
      bus.takeBack('X', '16 11:30')
      bus2.lend('X', 'Carl', '12:15')
      await world.comesHome(bus2.entries)
      expect(await world.feesOf('Anna')).toBe(20)
      await world.comesHome(bus.entries)
      expect(await world.history('X')).toEqual(['Anna 02 10:00 – 16 11:30', 'Carl 17 12:15 –'])
      expect(await world.feesOf('Anna')).toBe(0)
      expect(await world.tables.loansOf('Anna')).toEqual([])
    })

    test('[RP16] 16: lent to the wrong patron and undone: who had it is free from the scan on', async () => {
      await world.main.lend('X', 'Quinn', time('2 10:00'), '2026-11-30')
      const loan = bus.lend('X', 'Anna', '10:00')
      const undo = bus.undo(loan, 'book-is-here', '10:02')
      await world.comesHome(bus.entries)
      expect(await world.history('X')).toEqual(['Quinn 02 10:00 – 17 10:00', 'Anna 17 10:00 – 17 10:02'])
      expect(await world.tables.loan('X')).toBeUndefined()
      expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
    })
  })
}
