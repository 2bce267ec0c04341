import { describe, expect, test } from 'vitest'
import { openTestStation } from './testing/station.ts'

describe('taking back', () => {
  test('[DS3] with nobody open an item is taken back, from whoever had it', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    expect(await at.recorded()).toEqual([{ kind: 'checkin', barcode: '3006', patronId: 'bea', destination: { kind: 'shelf' } }])
    expect(at.desk.session().verdict).toMatchObject({ shape: 'yes', word: { key: 'verdict.returned' } })
    expect(at.desk.session().verdict?.patronId).toBeUndefined()
    expect(at.effects).toContainEqual({ kind: 'security', barcode: '3006', secured: true })
    expect(await at.desk.patronFacts('bea')).toMatchObject({ loans: [{ barcode: '3009' }] })
  })

  test('[DS3] an item that was not on loan is taken back all the same, and said so', async () => {
    const at = await openTestStation()
    await at.scan('3001')
    expect(at.desk.session().verdict?.note?.key).toBe('detail.was-not-on-loan')
    expect(await at.told()).toEqual(['checkin 3001'])
  })

  test('[DS3] a held item is announced at once by hold number and stop, without a name', async () => {
    const at = await openTestStation()
    await at.scan('3009')
    const { verdict } = at.desk.session()
    expect(verdict).toMatchObject({
      shape: 'aside',
      fact: { value: { kind: 'hold-number', number: '418' }, detail: { values: { place: 'Koulu' } } },
    })
    expect(JSON.stringify(verdict)).not.toMatch(/carl|bea/)
  })

  test('[DS3] an item that belongs elsewhere says where', async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'main' })
    await at.scan('3001')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'aside', fact: { value: { kind: 'place', branch: 'bus' } } })
  })

  test('[DS4] on loan to somebody else: taken back first, kept out of the list of the open patron, then asked once', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3006')
    expect(await at.recorded()).toMatchObject([{ kind: 'checkin', barcode: '3006', patronId: 'bea' }])
    expect(at.desk.session().lines[0]).toMatchObject({ kind: 'checkin', patronId: 'bea' })
    expect(at.desk.session().lines[0]?.visitId).toBeUndefined()
    expect(at.desk.session().question).toMatchObject({ about: 'lend-to-open-patron', choices: [{ id: 'no' }, { id: 'lend' }] })
    await at.answer('no')
    expect(await at.told()).toEqual(['checkin 3006'])
    expect(at.desk.session().visit?.patronId).toBe('anna')
  })

  test('[DS4] wanted by the open patron, it is lent, and the loan says whom it was taken from', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3006')
    await at.answer('lend')
    expect(await at.recorded()).toMatchObject([
      { kind: 'checkin', barcode: '3006', patronId: 'bea' },
      { kind: 'checkout', barcode: '3006', patronId: 'anna', takenFrom: 'bea' },
    ])
  })

  test('[DS4] on loan to somebody else and the turn of a third: put aside, and not offered', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3009')
    expect(at.desk.session().question).toBeUndefined()
    expect(at.desk.session().verdict).toMatchObject({ shape: 'aside', fact: { value: { number: '418' } } })
    expect(await at.told()).toEqual(['checkin 3009'])
  })

  test('[DS4] the turn of the open patron: offered', async () => {
    const at = await openTestStation()
    await at.scan('2003')
    await at.scan('3009')
    await at.answer('lend')
    expect(await at.recorded()).toMatchObject([
      { kind: 'checkin' },
      { kind: 'checkout', patronId: 'carl', fillsHold: 'h-t-3009-carl' },
    ])
  })

  test("[DS5] the commonest slip: A's card left open, B's returns scanned; A owes nothing of B's", async () => {
    const at = await openTestStation({ holds: [] })
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3006')
    await at.scan('3009')
    await at.answer('no')
    await at.answer('no')
    await at.scan('2002')
    const anna = await at.desk.patronFacts('anna')
    const bea = await at.desk.patronFacts('bea')
    expect(anna?.loans.map(({ barcode }) => barcode).sort()).toEqual(['3001', '3007', '3015'])
    expect(bea?.loans).toEqual([])
    expect(await at.told()).toEqual(['checkout 3001', 'checkin 3006', 'checkin 3009'])
  })

  test("[DS5] nor does A owe anything of B's when every question is left unanswered", async () => {
    const at = await openTestStation({ holds: [] })
    await at.scan('2001')
    await at.scan('3006')
    await at.scan('3009')
    await at.do({ type: 'finish' })
    expect((await at.desk.patronFacts('anna'))?.loans.map(({ barcode }) => barcode).sort()).toEqual(['3007', '3015'])
    expect(
      at.desk
        .session()
        .lines.filter(({ kind }) => kind === 'asked')
        .map(({ barcode }) => barcode),
    ).toEqual(['3009', '3006'])
  })

  test('[DS17] a double reading of a return is confirmed once and recorded once; later it is a return again', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    await at.scan('3006')
    expect(await at.told()).toEqual(['checkin 3006'])
    expect(at.desk.session().verdict?.word.key).toBe('verdict.already-returned')
    at.clock.pass(60)
    await at.scan('3006')
    expect(await at.told()).toEqual(['checkin 3006', 'checkin 3006'])
  })

  test('[DS13] returns only: every item is taken back and no card opens anybody', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.do({ type: 'returns-only', on: true })
    expect(at.desk.session().visit).toBeUndefined()
    await at.scan('2002')
    expect(at.desk.session().visit).toBeUndefined()
    await at.scan('3001')
    await at.scan('3008')
    expect(await at.told()).toEqual(['checkin 3001', 'checkin 3008'])
  })

  test('[DS13] a device bound to returns takes back beside an open patron, who stays open', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3006', { device: 'pad', role: 'returns-only' })
    await at.scan('2002', { device: 'pad', role: 'returns-only' })
    expect(at.desk.session().visit?.patronId).toBe('anna')
    expect(at.desk.session().question).toBeUndefined()
    expect(await at.told()).toEqual(['checkin 3006'])
  })
})
