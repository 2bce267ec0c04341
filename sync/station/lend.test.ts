import { describe, expect, test } from 'vitest'
import { settings, staff } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

describe('lending', () => {
  test('[DS2] an item that is not on loan and nobody waits for is lent, with the gate job in the same append', async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.scan('2001')
    await at.scan('3001')
    const { verdict, visit } = at.desk.session()
    expect(verdict).toMatchObject({ shape: 'yes', patronId: 'anna', title: 'Kirja 3001', fact: { value: { day: '2026-12-15' } } })
    const [lent, job] = (await at.desk.entries()).slice(-2)
    expect(lent?.transaction).toEqual({
      kind: 'checkout',
      barcode: '3001',
      card: '2001',
      patronId: 'anna',
      visitId: visit?.visitId,
      dueOn: '2026-12-15',
      overrides: [],
    })
    expect(lent).toMatchObject({ branch: 'bus', stopId: 'school', environment: 'test' })
    expect(job?.transaction).toEqual({ kind: 'security-job', barcode: '3001', secured: false })
    expect(at.effects).toContainEqual({ kind: 'security', barcode: '3001', secured: false })
  })

  test('[DS43] where the library system reckons due days itself, its own is promised and no visit of the bus', async () => {
    const far = { ...settings.stops[0]!, visits: [{ day: '2026-12-22', from: '09:40', to: '10:25' }] }
    const lentBy = async (more: object) => {
      const at = await openTestStation({ settings: { ...settings, stops: [far], ...more } })
      await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
      await at.scan('2001')
      await at.scan('3001')
      return at.desk.session().verdict?.fact?.value
    }
    expect(await lentBy({})).toEqual({ kind: 'day', day: '2026-12-22' })
    expect(await lentBy({ dueDays: 'of-system' })).toEqual({ kind: 'day', day: '2026-12-15' })
  })

  test('[DS6] lent in this very visit is confirmed, and nothing is recorded', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3001')
    expect(await at.told()).toEqual(['checkout 3001'])
    expect(at.desk.session().verdict).toMatchObject({ shape: 'yes', word: { key: 'verdict.already-lent' } })
    expect(at.desk.session().question).toBeUndefined()
  })

  test('[DS7] an own loan of an earlier visit asks: returned, or renewed', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3007')
    expect(at.desk.session().question).toMatchObject({ about: 'own-loan' })
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['return', 'renew', 'no'])
    expect(await at.told()).toEqual([])
    await at.answer('renew')
    await at.scan('3007')
    await at.answer('return')
    expect(await at.told()).toEqual(['renewal 3007', 'checkin 3007'])
  })

  test('[DS7] lent in another visit of the same day is an own loan of an earlier visit', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.do({ type: 'finish' })
    await at.scan('2001')
    await at.scan('3001')
    expect(at.desk.session().question?.about).toBe('own-loan')
  })

  test('[DS9] what the law forbids is refused without a question, and the refusal is recorded', async () => {
    const at = await openTestStation()
    await at.scan('2003')
    await at.scan('3012')
    expect(at.desk.session().question).toBeUndefined()
    expect(at.desk.session().verdict).toMatchObject({
      shape: 'no',
      code: 'age-limit',
      fact: { value: { kind: 'age', years: 16 } },
    })
    expect(await at.recorded()).toEqual([{ kind: 'refused', barcode: '3012', patronId: 'carl', code: 'age-limit' }])
  })

  test('[DS9] several reasons are asked one after the other; those of the patron once in a visit', async () => {
    const at = await openTestStation()
    await at.scan('2007')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'ask', word: { key: 'verdict.patron-open' }, code: 'card-expired' })
    await at.scan('3013')
    expect(at.desk.session().question?.codes).toEqual(['card-expired', 'patron-fees', 'item-lost'])
    await at.answer('override', 'card-renewed-here')
    expect(at.desk.session().question?.codes).toEqual(['patron-fees', 'item-lost'])
    await at.answer('override', 'paid-or-agreed')
    await at.answer('override', 'found-here')
    await at.scan('3001')
    const lent = (await at.recorded()).flatMap(each => (each.kind === 'checkout' ? [each.overrides.map(({ code }) => code)] : []))
    expect(lent).toEqual([
      ['card-expired', 'patron-fees', 'item-lost'],
      ['card-expired', 'patron-fees'],
    ])
  })

  test('[DS9] "no" leaves the item here with its reason; the next visit asks again', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.scan('3001')
    await at.answer('no')
    expect(await at.recorded()).toEqual([{ kind: 'refused', barcode: '3001', patronId: 'fee', code: 'patron-fees' }])
    expect(at.lines()).toEqual(['refused 3001'])
    await at.scan('3001')
    await at.answer('override', 'paid-or-agreed')
    await at.do({ type: 'finish' })
    await at.scan('2004')
    await at.scan('3002')
    expect(at.desk.session().question?.codes).toEqual(['patron-fees'])
  })

  test('[DS9] a lost card lends nothing, whatever staff say', async () => {
    const at = await openTestStation()
    await at.scan('2005')
    expect(at.desk.session().verdict?.shape).toBe('no')
    await at.scan('3001')
    expect(at.desk.session().verdict?.code).toBe('card-lost')
    expect(at.desk.session().question).toBeUndefined()
  })

  test('[DS9] what only the person in charge may override is refused to others', async () => {
    const at = await openTestStation({ settings: { ...settings, staff } })
    await at.scan('90001')
    await at.scan('2001')
    await at.scan('3014')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'no', code: 'item-not-for-loan' })
    await at.scan('90002')
    await at.scan('3014')
    await at.answer('override', 'lend-anyway')
    expect(await at.told()).toContain('checkout 3014')
  })

  test('[DS8] held for another: set aside for the holder, or lent with a reason', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3005')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'ask', fact: { value: { kind: 'hold-number', number: '417' } } })
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['keep-for-holder', 'override', 'override'])
    await at.answer('keep-for-holder')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'aside', fact: { value: { number: '417' } } })
    expect(await at.recorded()).toMatchObject([
      { kind: 'checkin', barcode: '3005', destination: { kind: 'hold', holdId: 'h-t-3005-carl' } },
    ])
    await at.scan('3005')
    await at.answer('override', 'holder-agrees')
    expect(await at.told()).toEqual(['checkin 3005', 'checkout 3005'])
  })

  test('[DS8] somebody of the family takes it to the holder: the hold is filled, and nobody else is asked about it', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3005')
    await at.answer('override', 'family-member')
    expect(await at.recorded()).toMatchObject([
      { kind: 'checkout', barcode: '3005', fillsHold: 'h-t-3005-carl', overrides: [{ reason: 'family-member' }] },
    ])
    await at.do({ type: 'finish' })
    await at.scan('3005')
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'checkin', destination: { kind: 'shelf' } })
  })

  test('[DS8] a copy that already lies ready for its holder goes back without a new return', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3016')
    await at.answer('keep-for-holder')
    expect(await at.recorded()).toEqual([{ kind: 'refused', barcode: '3016', patronId: 'anna', code: 'held-for-another' }])
    expect(at.desk.session().verdict).toMatchObject({ shape: 'aside', fact: { value: { number: '419' } } })
  })

  test('[DS8] the holder takes the copy, and the hold is filled', async () => {
    const at = await openTestStation()
    await at.scan('2002')
    expect(at.desk.session().verdict?.fact).toBeUndefined()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.scan('2002')
    expect(at.desk.session().verdict?.fact).toMatchObject({ label: { key: 'label.holds-ready' }, value: { count: 1 } })
    await at.scan('3016')
    expect(await at.recorded()).toMatchObject([{ kind: 'checkout', barcode: '3016', fillsHold: 'h-t-3016-bea' }])
  })
})
