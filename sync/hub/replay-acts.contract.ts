import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { type DatabaseStores, databaseStores } from './database-stores.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** What a replay does with everything else that is done at a desk, on whatever database the hub keeps. `url`: of a new database on a server; its own folder without it. */
export function replayActsContract(url?: () => Promise<string>): void {
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
    await world.patrons('Anna', 'Bea', 'Dora', 'Emil')
  })

  const erased = { kind: 'applied-with-note', notes: [{ code: 'erased-before-upload' }] }

  /** Everything that stations and patrons could see of the item. */
  async function stateOfX() {
    const { tables } = world
    const patrons = await Promise.all(['Anna', 'Bea', 'Dora', 'Emil'].map(name => tables.patron(name)))
    const [loan, place, item, holds, history, scans] = [
      await tables.loan('X'),
      await tables.place('X'),
      await tables.item('X'),
      await tables.holdsOn('title-X'),
      await world.history('X'),
      await tables.scans('X'),
    ]
    return { loan, place, item, holds, history, scans, patrons }
  }

  test('[RP17] a mistyped loan that is undone before it was sent never reaches the library', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-10')
    const before = await stateOfX()
    const loan = bus.lend('X', 'Anna', '10:00')
    const undo = bus.undo(loan, 'mistyped', '10:01')
    await world.comesHome(bus.entries)
    expect(await stateOfX()).toEqual(before)
    expect([await world.outcome(loan), await world.outcome(undo)]).toEqual([erased, erased])
  })

  test('[RP17] a mistyped loan that was sent is taken back whole: earlier loan, fee, holds, place', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-10')
    await world.hold('Anna', 'X', '9 09:00', '501')
    const before = await stateOfX()
    await world.comesHome([bus.lend('X', 'Anna', '10:00')])
    expect(await world.feesOf('Bea')).toBe(140)
    expect(await world.tables.holdsOf('Anna')).toEqual([])
    const undo = bus.undo(bus.entries[0]!, 'mistyped', '10:01')
    await world.comesHome([undo])
    expect(await stateOfX()).toEqual(before)
    expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
  })

  test('[RP17] a mistyped return that was sent is taken back whole: loan and hold as they were', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-10')
    await world.hold('Dora', 'X', '9 09:00', '502')
    const before = await stateOfX()
    await world.comesHome([bus.takeBack('X', '10:00')])
    expect((await world.tables.holdsOf('Dora'))[0]?.state.kind).toBe('waiting')
    await world.comesHome([bus.undo(bus.entries[0]!, 'mistyped', '10:01')])
    expect(await stateOfX()).toEqual(before)
  })

  test('[RP17] a mistyped return of an item that was seen since is taken back too: the loan lasted until the next scan', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
    await world.comesHome([bus.takeBack('X', '10:00')])
    await world.main.lend('X', 'Dora', time('10:30'), '2026-12-15')
    const undo = bus.undo(bus.entries[0]!, 'mistyped', '11:00')
    await world.comesHome([undo])
    expect(await world.history('X')).toEqual(['Bea 02 10:00 – 17 10:30', 'Dora 17 10:30 –'])
    expect(await world.tables.loan('X')).toMatchObject({ patronId: 'Dora', dueOn: '2026-12-15' })
    expect(await world.outcome(undo)).toMatchObject({ kind: 'applied' })
  })

  test('[RP17] a mistyped return that had caught a hold, taken back when the copy has left: the hold waits again', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
    await world.comesHome([bus.record(holdRequest('Anna'), '09:00'), bus.takeBack('X', '10:00')])
    await world.main.lend('X', 'Dora', time('10:30'), '2026-12-15')
    const undo = bus.undo(bus.entries[1]!, 'mistyped', '11:00')
    await world.comesHome([undo])
    expect(await world.history('X')).toEqual(['Bea 02 10:00 – 17 10:30', 'Dora 17 10:30 –'])
    expect((await world.tables.holdsOf('Anna')).map(({ state }) => state)).toEqual([{ kind: 'queued' }])
    expect(await world.outcome(undo)).toMatchObject({ kind: 'applied-with-note' })
  })

  test('[RP17] an undone renewal gives the due date back, an undone hold request its place', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
    const renewal = bus.renew('X', 'Bea', '10:00', '2026-12-28')
    const hold = bus.record(holdRequest('Dora'), '10:05')
    await world.comesHome(bus.entries)
    expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-12-28', renewals: 1 })
    expect(await world.tables.holdsOf('Dora')).toHaveLength(1)
    await world.comesHome([bus.undo(renewal, 'mistyped', '10:10'), bus.undo(hold, 'mistyped', '10:11')])
    expect(await world.tables.loan('X')).toMatchObject({ dueOn: '2026-11-30', renewals: 0 })
    expect(await world.tables.holdsOf('Dora')).toEqual([])
  })

  test("[RP18] a moved loan is the other patron's from its beginning, open or over", async () => {
    await world.item('Y')
    const open = bus.lend('X', 'Anna', '10:00')
    const over = bus.lend('Y', 'Anna', '10:01')
    move(open, 'X', '10:02')
    move(over, 'Y', '10:02')
    await world.main.takeBack('Y', time('12:00'))
    await world.comesHome(bus.entries)
    expect(await world.history('X')).toEqual(['Bea 17 10:00 –'])
    expect(await world.history('Y')).toEqual(['Bea 17 10:01 – 17 12:00'])
    expect((await world.tables.scans('X')).map(({ patronId }) => patronId)).toEqual(['Bea'])
  })

  test('[RP19] holds asked for offline queue by the time of asking; a second one on the title is refused', async () => {
    await world.hold('Emil', 'X', '10:30', '503')
    const asked = bus.record(holdRequest('Dora'), '10:00')
    const again = bus.record(holdRequest('Dora'), '10:01')
    await world.comesHome(bus.entries)
    expect((await world.tables.holdsOn('title-X')).map(({ patronId }) => patronId)).toEqual(['Dora', 'Emil'])
    expect(await world.outcome(asked)).toEqual({ kind: 'applied' })
    expect(await world.outcome(again)).toEqual({ kind: 'refused', code: 'title-already-held' })
  })

  test('[RP20] a corrected stop gives its branch to what waits and to what was sent', async () => {
    await world.item('Y')
    const sent = bus.takeBack('X', '10:00')
    await world.comesHome([sent])
    const waits = bus.lend('Y', 'Anna', '10:05')
    bus.record({ kind: 'stop-correction', fromSequence: sent.sequence, toSequence: waits.sequence, branch: 'VILLAGE' }, '11:00')
    await world.comesHome(bus.entries)
    expect((await world.tables.scans('X')).map(({ branch }) => branch)).toEqual(['VILLAGE'])
    expect(await world.tables.loan('Y')).toMatchObject({ branch: 'VILLAGE' })
  })

  test('[RP21] an unknown item is asked about, stops nothing, and is decided when it becomes known', async () => {
    const unknown = bus.lend('NEW', 'Anna', '10:00')
    const known = bus.lend('X', 'Anna', '10:01')
    await world.comesHome(bus.entries)
    expect(await world.outcome(unknown)).toMatchObject({ kind: 'needs-person', question: 'unknown-item', where: 'here' })
    expect(await world.outcome(known)).toEqual({ kind: 'applied' })
    await world.item('NEW')
    await world.comesHome([])
    expect(await world.outcome(unknown)).toEqual({ kind: 'applied' })
    expect(await world.tables.loan('NEW')).toMatchObject({ patronId: 'Anna', lentAt: time('10:00') })
  })

  test('[RP21] an unknown card is asked about; what waits counts as a scan that happened', async () => {
    const back = bus.takeBack('X', '09:00')
    const unknown = bus.lend('X', 'nobody', '10:00')
    await world.hold('Dora', 'X', '2 09:00', '504')
    await world.comesHome(bus.entries)
    expect(await world.outcome(unknown)).toMatchObject({ kind: 'needs-person', question: 'unknown-patron' })
    // It left the bus again: it must not wait for Dora.
    expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'queued' })
    expect((await world.outcome(back))?.kind).not.toBe('needs-person')
  })

  test('[RP21] withdrawn and reference items are asked about, unless the desk knew and overrode', async () => {
    await world.item('W', { circulationStatus: 'withdrawn' })
    await world.item('R', { circulationStatus: 'not-for-loan' })
    await world.item('S', { circulationStatus: 'not-for-loan' })
    const [withdrawn, reference] = [bus.lend('W', 'Anna', '10:00'), bus.lend('R', 'Anna', '10:01')]
    const overridden = bus.lend('S', 'Anna', '10:02', { overrides: [{ code: 'item-not-for-loan', reason: 'lend-anyway' }] })
    await world.comesHome(bus.entries)
    expect(await world.outcome(withdrawn)).toMatchObject({ question: 'item-withdrawn' })
    expect(await world.outcome(reference)).toMatchObject({ question: 'not-for-loan' })
    expect(await world.outcome(overridden)).toEqual({ kind: 'applied' })
  })

  test('[RP22] a block the desk did not know is a note, one it overrode is none; an age limit is lent and asked', async () => {
    await world.patron('Anna', { blocks: ['barred'] })
    await world.patron('Emil', { birthDate: '2012-01-01' })
    await world.item('Y')
    await world.item('Z', { ageLimit: 18 })
    const noted = bus.lend('X', 'Anna', '10:00')
    const knew = bus.lend('Y', 'Anna', '10:01', { overrides: [{ code: 'patron-barred', reason: 'agreed-with-office' }] })
    const young = bus.lend('Z', 'Emil', '10:02')
    await world.comesHome(bus.entries)
    expect(await world.outcome(noted)).toEqual({ kind: 'applied-with-note', notes: [{ code: 'block-newer-than-register' }] })
    expect(await world.outcome(knew)).toEqual({ kind: 'applied' })
    expect(await world.outcome(young)).toMatchObject({ kind: 'needs-person', question: 'age-limit-overlooked' })
    expect(await world.tables.loan('Z')).toMatchObject({ patronId: 'Emil' })
    await world.comesHome([])
    expect(await world.outcome(young)).toMatchObject({ kind: 'needs-person', question: 'age-limit-overlooked' })
  })

  test('[RP23] a loan lent again to its own patron begins anew, and their renewal since then carries over', async () => {
    await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-30')
    const again = bus.lend('X', 'Anna', '10:00')
    await world.main.renewOnTheWeb('X', 'Anna', time('18 10:00'), '2026-12-28')
    await world.comesHome(bus.entries)
    expect(await world.history('X')).toEqual(['Anna 02 10:00 – 17 10:00', 'Anna 17 10:00 –'])
    expect((await world.tables.loan('X'))?.dueOn).toBe('2026-12-28')
    expect(await world.outcome(again)).toMatchObject({ notes: [{ code: 'due-date-differs', dueOn: '2026-12-28' }] })
  })

  test("[RP24] a renewal on another's loan, or after its loan had ended, is void and says so", async () => {
    await world.item('Y')
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-30')
    await world.main.lend('Y', 'Anna', time('2 10:00'), '2026-11-30')
    await world.main.takeBack('Y', time('09:00'))
    const [others, ended] = [bus.renew('X', 'Anna', '10:00', '2026-12-28'), bus.renew('Y', 'Anna', '10:01', '2026-12-28')]
    await world.comesHome(bus.entries)
    const isVoid = (barcode: string) => ({ kind: 'history-only', notes: [{ code: 'renewal-void', barcode }] })
    expect(await world.outcome(others)).toEqual(isVoid('X'))
    expect(await world.outcome(ended)).toEqual(isVoid('Y'))
    expect((await world.tables.loan('X'))?.dueOn).toBe('2026-11-30')
  })

  test('[RP24] a renewal before its loan ended, home after it: the fee is worked out with the promised day', async () => {
    await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-17')
    bus.renew('X', 'Anna', '10:00', '2026-12-15')
    await world.main.takeBack('X', time('20 10:00'))
    expect(await world.feesOf('Anna')).toBe(60)
    await world.comesHome(bus.entries)
    expect(await world.feesOf('Anna')).toBe(0)
  })

  test('[RP2] an item lent from under another loan catches no hold, and the late patron pays up to the scan only', async () => {
    await world.main.lend('X', 'Bea', time('2 10:00'), '2026-11-15')
    await world.hold('Dora', 'X', '3 09:00', '505')
    bus.lend('X', 'Anna', '10:00')
    await world.comesHome(bus.entries)
    expect(await world.feesOf('Bea')).toBe(40)
    expect((await world.tables.holdsOf('Dora'))[0]?.state).toEqual({ kind: 'queued' })
  })

  function holdRequest(patronId: string) {
    const pickup = { branch: 'BUS', stopId: 'saaksjarvi' }
    return { kind: 'hold-request', titleId: 'title-X', card: `card-${patronId}`, patronId, pickup } as const
  }

  function move(of: Entry, barcode: string, at: string): Entry {
    const { station, epoch, sequence } = of
    const target = { station, epoch, sequence }
    return bus.record(
      { kind: 'move', target, barcode, fromPatronId: 'Anna', card: 'card-Bea', patronId: 'Bea', dueOn: '2026-12-15' },
      at,
    )
  }
}
