import { describe, expect, test } from 'vitest'
import { openTestStation } from './testing/station.ts'

describe('a patron is open', () => {
  test('[DS16] until finish, another stop, sign-out, or three minutes without an act', async () => {
    const at = await openTestStation()
    for (const event of [
      { type: 'finish' },
      { type: 'choose-stop', branch: 'bus', stopId: 'shop' },
      { type: 'sign-out' },
      { type: 'returns-only', on: false },
    ] as const) {
      await at.scan('2001')
      await at.do(event)
      expect(at.desk.session().visit).toBeUndefined()
    }
    await at.scan('2001')
    at.clock.pass(179)
    await at.do({ type: 'tick' })
    expect(at.desk.session().visit?.patronId).toBe('anna')
    at.clock.pass(1)
    await at.do({ type: 'tick' })
    expect(at.desk.session().visit).toBeUndefined()
  })

  test('[DS16] idle time goes by the monotonic clock', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    at.clock.set('2031-01-01T00:00:00Z')
    await at.do({ type: 'tick' })
    expect(at.desk.session().visit?.patronId).toBe('anna')
  })

  test('[DS16] the last five can be opened again, as the same visit and with what was overridden in it', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.scan('3001')
    await at.answer('override', 'paid-or-agreed')
    const visitId = at.desk.session().visit!.visitId
    for (const card of ['2001', '2002', '2003', '2006', '2007']) await at.scan(card)
    expect(at.desk.session().recent).toHaveLength(5)
    await at.do({ type: 'reopen', visitId })
    expect(at.desk.session().visit).toMatchObject({ visitId, patronId: 'fee' })
    await at.scan('3001')
    await at.scan('3002')
    expect(await at.told()).toEqual(['checkout 3001', 'checkout 3002'])
    for (const card of ['2001', '2002', '2003', '2006', '2007', '2016']) await at.scan(card)
    await at.do({ type: 'reopen', visitId })
    expect(at.desk.session().visit?.patronId).not.toBe('fee')
  })

  test('[DS16] found by search, and the look-up is recorded', async () => {
    const at = await openTestStation()
    await at.do({ type: 'open-patron', patronId: 'bea' })
    expect(at.desk.session().visit).toMatchObject({ patronId: 'bea', card: '2002' })
    expect(await at.recorded()).toEqual([{ kind: 'patron-looked-up', patronId: 'bea' }])
  })
})
