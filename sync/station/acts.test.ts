import { describe, expect, test } from 'vitest'
import { settings, staff } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

const withStaff = { settings: { ...settings, staff } }

describe('holds, stops and people on duty', () => {
  test('[DS21] a title is asked for by the open patron, at this stop, once', async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.do({ type: 'hold', titleId: 't-3001' })
    expect(at.desk.session().verdict?.shape).toBe('no')
    await at.scan('2001')
    await at.do({ type: 'hold', titleId: 't-3001' })
    expect(await at.recorded()).toEqual([
      { kind: 'hold-request', titleId: 't-3001', card: '2001', patronId: 'anna', pickup: { branch: 'bus', stopId: 'school' } },
    ])
    await at.do({ type: 'hold', titleId: 't-3001' })
    expect(at.desk.session().verdict?.code).toBe('title-already-held')
    expect(at.desk.session().lines[0]).toMatchObject({ kind: 'hold-request', title: 'Kirja 3001' })
  })

  test('[DS21] a title is picked up at another stop where the patron wants it there', async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.scan('2001')
    await at.do({ type: 'hold', titleId: 't-3001', pickup: { branch: 'main' } })
    expect(await at.recorded()).toMatchObject([{ kind: 'hold-request', pickup: { branch: 'main' } }])
    expect(at.desk.session().verdict?.fact?.value).toEqual({ kind: 'place', branch: 'main' })
  })

  test('[DS22] what follows is recorded at the stop and its branch of record; the choice tells of itself', async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'main', stopId: 'shop' })
    await at.scan('3006')
    const [chosen, back] = (await at.desk.entries()).slice(1)
    expect(chosen).toMatchObject({ branch: 'main', stopId: 'shop', transaction: { kind: 'stop-chosen' } })
    expect(back).toMatchObject({ branch: 'main', stopId: 'shop', transaction: { kind: 'checkin' } })
    await at.do({ type: 'choose-stop', branch: 'nowhere' })
    expect(at.desk.session().branch).toBe('main')
  })

  test('[DS22] a run of entries is corrected afterwards; one that is not in the journal is refused', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    await at.do({ type: 'correct-stop', fromSequence: 2, toSequence: 3, branch: 'bus', stopId: 'shop' })
    expect((await at.recorded()).at(-1)).toEqual({
      kind: 'stop-correction',
      fromSequence: 2,
      toSequence: 3,
      branch: 'bus',
      stopId: 'shop',
    })
    await at.do({ type: 'correct-stop', fromSequence: 2, toSequence: 300, branch: 'bus' })
    expect(at.desk.session().verdict?.shape).toBe('no')
    expect((await at.told()).filter(line => line === 'stop-correction')).toHaveLength(1)
  })

  test('[DS23] with a staff list nothing happens before somebody signs in', async () => {
    const at = await openTestStation(withStaff)
    await at.scan('2001')
    await at.scan('3006')
    await at.do({ type: 'open-patron', patronId: 'anna' })
    expect(at.desk.session().verdict?.code).toBe('sign-in-needed')
    expect(at.desk.session().visit).toBeUndefined()
    expect(await at.recorded()).toEqual([])
    await at.do({ type: 'sign-in', staffId: 'nobody' })
    expect(at.desk.session().verdict?.code).toBe('sign-in-wrong')
    await at.scan('90001')
    await at.scan('3006')
    const [signedIn, back] = (await at.desk.entries()).slice(1)
    expect(signedIn).toMatchObject({ staffId: 's-1', transaction: { kind: 'signed-in', staffId: 's-1' } })
    expect(back).toMatchObject({ staffId: 's-1', transaction: { kind: 'checkin' } })
  })

  test('[DS23] who comes after takes over the patron and the question; sign-out closes the patron', async () => {
    const at = await openTestStation(withStaff)
    await at.scan('90001')
    await at.scan('2001')
    await at.scan('3006')
    await at.do({ type: 'sign-in', staffId: 's-2' })
    expect(at.desk.session()).toMatchObject({
      staff: { staffId: 's-2' },
      visit: { patronId: 'anna' },
      question: { barcode: '3006' },
    })
    await at.answer('lend')
    expect((await at.desk.entries()).findLast(({ transaction }) => transaction.kind === 'checkout')?.staffId).toBe('s-2')
    await at.do({ type: 'sign-out' })
    expect(at.desk.session().visit).toBeUndefined()
    expect(at.desk.session().staff).toBeUndefined()
    expect((await at.desk.entries()).at(-1)).toMatchObject({
      staffId: 's-2',
      transaction: { kind: 'signed-out', staffId: 's-2' },
    })
  })

  test('[DS2] the gate job done is recorded, and is no act of the staff', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    at.clock.pass(100)
    await at.do({ type: 'security-done', barcode: '3001', secured: false, verified: true })
    expect(await at.recorded()).toEqual([{ kind: 'security-done', barcode: '3001', secured: false, verified: true }])
    at.clock.pass(100)
    await at.do({ type: 'tick' })
    expect(at.desk.session().visit).toBeUndefined()
  })
})
