import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ConnectorError } from '../connectors/connector.ts'
import { FailingSystem } from './failing-system.fixture.ts'
import { type NearLoanWorld, nearLoanWorld } from './near-loan.fixture.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { type Place, places } from './store-places.fixture.ts'

describe.each(Object.keys(places))('answers given, on %s', name => {
  let place: Place
  let world: NearLoanWorld['world']
  let bus: NearLoanWorld['bus']
  let unsure: NearLoanWorld['unsure']
  let returnNearLoan: NearLoanWorld['returnNearLoan']

  beforeAll(async () => {
    place = await places[name]!()
  }, 60_000)
  afterAll(() => place.close())
  beforeEach(async () => {
    ;({ world, bus, unsure, returnNearLoan } = await nearLoanWorld(place))
  })

  describe('given on a station', () => {
    test('[RP60] an answer in a journal is carried out when it comes home, and names itself in the outcome', async () => {
      const loan = bus.lend('Z', 'Anna', '10:00')
      await world.comesHome(bus.entries)
      const answer = bus.answer(loan, 'unknown-item', 'correct-barcode', '11:00', { barcode: 'Y' })
      await world.comesHome(bus.entries)
      expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
      expect(await world.outcome(answer)).toEqual({ kind: 'applied' })
      expect(await world.outcome(loan)).toMatchObject({ answered: { entry: `bus-1/${answer.epoch}/${answer.sequence}` } })
      expect((await place.stores.uploads.entry(loan))?.entry).toEqual(loan)
    })

    test('[RP60] an answer that comes before what it is about waits for it', async () => {
      const loan = unsure.lend('Z', 'Anna', '10:00')
      const answer = bus.answer(loan, 'unknown-item', 'correct-barcode', '11:00', { barcode: 'Y' })
      expect(await world.comesHome(bus.entries)).toBe('waiting')
      expect(await world.outcome(answer)).toBeUndefined()
      await world.comesHome(unsure.entries)
      await world.comesHome([])
      expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
      expect(await world.outcome(answer)).toEqual({ kind: 'applied' })
    })

    test('[RP60] an answer about another entry than stands under that number is refused', async () => {
      const loan = bus.lend('Z', 'Anna', '10:00')
      await world.comesHome(bus.entries)
      const answer = bus.answer({ ...loan, hash: 'ab'.repeat(32) }, 'unknown-item', 'write-off', '11:00')
      await world.comesHome(bus.entries)
      expect(await world.outcome(answer)).toEqual({ kind: 'refused', code: 'another-entry' })
      expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person' })
    })
  })

  describe('more than one answer, and facts that came meanwhile', () => {
    test('[RP69] facts that came since go before the answer', async () => {
      const back = await returnNearLoan()
      // Carl's own return proves that his loan came later.
      const answer = bus.answer(back, 'order-unclear', 'take-back', '18:00')
      await world.main.takeBack('X', time('17:00'))
      await world.comesHome(bus.entries)
      expect(await world.outcome(back)).toMatchObject({ kind: 'history-only' })
      expect((await world.outcome(back))?.answered).toBeUndefined()
      expect(await world.outcome(answer)).toEqual({ kind: 'history-only', notes: [{ code: 'decided-meanwhile' }] })
    })

    test('[RP69] an answer about the order says nothing of a scan that came home after it was given: that is asked anew', async () => {
      const back = await returnNearLoan()
      const answer = bus.answer(back, 'order-unclear', 'take-back', '18:00')
      const village = new TestStation('village', { uncertaintyMs: 5 * 60_000 })
      village.branch = 'VILLAGE'
      village.takeBack('X', '10:03')
      await world.comesHome(village.entries)
      await world.comesHome(bus.entries)
      expect(await world.outcome(answer)).toEqual({ kind: 'history-only', notes: [{ code: 'decided-meanwhile' }] })
      expect(await world.outcome(back)).toMatchObject({ kind: 'needs-person', question: 'order-unclear' })
      await world.answers(back, 'take-back')
      expect(await world.outcome(back)).toMatchObject({ answered: { choice: 'take-back' } })
    })

    test('[RP70] the same answer twice is carried out once', async () => {
      const loan = unsure.lend('Z', 'Anna', '10:00')
      await world.comesHome(unsure.entries)
      const first = bus.answer(loan, 'unknown-item', 'correct-barcode', '11:00', { barcode: 'Y' })
      const second = bus.answer(loan, 'unknown-item', 'correct-barcode', '11:01', { barcode: 'Y' })
      await world.comesHome(bus.entries)
      await world.comesHome(bus.entries)
      expect(await world.outcome(first)).toEqual({ kind: 'applied' })
      expect(await world.outcome(second)).toEqual({ kind: 'already-applied' })
      expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
    })

    test('[RP71] of two different answers the first that is carried out counts, and the second is told', async () => {
      const loan = bus.lend('Z', 'Anna', '10:00')
      await world.comesHome(bus.entries)
      const late = bus.answer(loan, 'unknown-item', 'write-off', '11:00')
      await world.answers(loan, 'correct-barcode', { barcode: 'Y' })
      await world.comesHome(bus.entries)
      expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
      expect(await world.outcome(loan)).toMatchObject({ answered: { choice: 'correct-barcode' } })
      expect(await world.outcome(late)).toEqual({ kind: 'refused', code: 'answered-otherwise' })
    })

    test('[RP69] a choice that was not on offer changes nothing', async () => {
      const loan = bus.lend('Z', 'Anna', '10:00')
      await world.comesHome(bus.entries)
      const answer = bus.answer(loan, 'unknown-item', 'lend-anyway', '11:00')
      await world.comesHome(bus.entries)
      expect(await world.outcome(answer)).toEqual({ kind: 'refused', code: 'not-on-offer' })
      expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'unknown-item' })
      expect(await world.answers(loan, 'lend-anyway')).toEqual({ kind: 'not-filed', why: 'not-on-offer' })
    })
  })

  test('[RP66] what the system did not take is tried again', async () => {
    const loan = bus.lend('X', 'Anna', '10:00')
    const refusing = new FailingSystem(world.library, () => new ConnectorError('rejected', 'no'))
    for (let pass = 0; pass < 3; pass++) await world.comesHome(bus.entries, {}, refusing)
    expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'system-error' })
    await world.answers(loan, 'try-again')
    expect(await world.history('X')).toEqual(['Anna 17 10:00 –'])
    expect(await world.outcome(loan)).toMatchObject({ kind: 'applied', answered: { choice: 'try-again' } })
  })

  test('[RP73] what the system does not take stays asked', async () => {
    const loan = bus.lend('Z', 'Anna', '10:00')
    await world.comesHome(bus.entries)
    // What it has refused it does not carry out late: nobody waits for that.
    const refusing = new FailingSystem(world.library, () => new ConnectorError('rejected', 'no'), 60_000)
    const filed = await world.answers(loan, 'correct-barcode', { barcode: 'Y' }, {}, refusing)
    for (let pass = 0; pass < 3; pass++) await world.comesHome([], {}, refusing)
    expect(await world.outcome(loan)).toMatchObject({ kind: 'needs-person', question: 'unknown-item' })
    expect(filed.kind === 'filed' && (await world.outcomeOf(filed.answer))).toEqual({ kind: 'refused', code: 'system-rejected' })
    await world.answers(loan, 'correct-barcode', { barcode: 'Y' })
    expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
  })

  test('[RP73] a request that the system did not take as answered holds up no other for its title', async () => {
    const asks = (card: string, at: string) =>
      bus.record({ kind: 'hold-request', titleId: 'title-X', card, patronId: 'Anna', pickup: { branch: 'BUS' } }, at)
    const request = asks('card-Nobody', '10:00')
    await world.comesHome(bus.entries)
    const refusing = new FailingSystem(world.library, () => new ConnectorError('rejected', 'no'))
    await world.answers(request, 'correct-card', { card: 'card-Bea' }, {}, refusing)
    for (let pass = 0; pass < 3; pass++) await world.comesHome([], {}, refusing)
    expect(await world.outcome(request)).toMatchObject({ kind: 'needs-person', question: 'unknown-patron' })
    const other = asks('card-Anna', '11:00')
    await world.comesHome([other])
    expect(await world.outcome(other)).toEqual({ kind: 'applied' })
  })

  const crashes = (['before-mark', 'after-mark', 'after-apply', 'after-outcome'] as const).flatMap(point =>
    [1, 2].map(time => ({ point, time })),
  )
  test.each(crashes)('[RP72] killed $point ($time) while an answer is carried out: once, and both outcomes', async crash => {
    const loan = bus.lend('Z', 'Anna', '10:00')
    await world.comesHome(bus.entries)
    const answer = bus.answer(loan, 'unknown-item', 'correct-barcode', '11:00', { barcode: 'Y' })
    let times = 0
    const at = (point: string) => {
      if (point === crash.point && ++times === crash.time) throw new Error('the hub died')
    }
    await world.comesHome(bus.entries, { at }).catch(() => {})
    await world.comesHome([])
    await world.comesHome([])
    expect(await world.history('Y')).toEqual(['Anna 17 10:00 –'])
    expect(await place.stores.tables.scans('Y')).toHaveLength(1)
    expect(await world.outcome(answer)).toEqual({ kind: 'applied' })
    expect(await world.outcome(loan)).toMatchObject({ kind: 'applied', answered: { choice: 'correct-barcode' } })
  })
})
