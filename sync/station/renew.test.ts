import { describe, expect, test } from 'vitest'
import { hold, library, loan } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

describe('renewing', () => {
  test('[DS18] one loan: renewed, with the new due date', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.do({ type: 'renew', barcodes: ['3007'] })
    expect(await at.recorded()).toEqual([
      { kind: 'renewal', barcode: '3007', patronId: 'anna', dueOn: '2026-12-15', overrides: [] },
    ])
    expect(at.desk.session().verdict).toMatchObject({ shape: 'yes', title: 'Kirja 3007', fact: { value: { day: '2026-12-15' } } })
    expect((await at.desk.patronFacts('anna'))?.loans).toContainEqual(
      expect.objectContaining({ barcode: '3007', dueOn: '2026-12-15', renewals: 1 }),
    )
  })

  test('[DS18] all of them: what may not be renewed is left out and said so', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.do({ type: 'renew', barcodes: ['3007', '3015'] })
    expect(await at.recorded()).toMatchObject([
      { kind: 'renewal', barcode: '3007' },
      { kind: 'refused', barcode: '3015', code: 'no-more-renewals' },
    ])
    expect(at.desk.session().verdict).toMatchObject({
      shape: 'yes',
      word: { values: { count: 1 } },
      note: { values: { count: 1 } },
    })
  })

  test('[DS18] the reason of a single loan is asked when it alone is renewed', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.do({ type: 'renew', barcodes: ['3015'] })
    expect(at.desk.session().question).toMatchObject({ about: 'override', codes: ['no-more-renewals'] })
    await at.answer('override', 'lend-anyway')
    expect(await at.recorded()).toMatchObject([
      { kind: 'renewal', barcode: '3015', overrides: [{ code: 'no-more-renewals', reason: 'lend-anyway' }] },
    ])
  })

  test("[DS18] the patron's reasons are asked once for all, and no leaves everything as it was", async () => {
    const loans = [loan('3001', 'expired'), loan('3002', 'expired')]
    const at = await openTestStation({ loans })
    await at.scan('2007')
    await at.do({ type: 'renew', barcodes: ['3001', '3002'] })
    expect(at.desk.session().question?.codes).toEqual(['card-expired'])
    await at.answer('no')
    expect(await at.told()).toEqual([])
    await at.do({ type: 'renew', barcodes: ['3001', '3002'] })
    await at.answer('override', 'card-renewed-here')
    expect(await at.told()).toEqual(['renewal 3001', 'renewal 3002'])
  })

  test('[DS18] somebody waits for it: refused', async () => {
    const at = await openTestStation({ holds: [...library.holds, hold('t-3007', 'carl')] })
    await at.scan('2001')
    await at.do({ type: 'renew', barcodes: ['3007'] })
    expect(at.desk.session().verdict).toMatchObject({ shape: 'no', code: 'renewal-held' })
  })

  test('[DS18] nobody open, or no loan of the patron: refused', async () => {
    const at = await openTestStation()
    await at.do({ type: 'renew', barcodes: ['3007'] })
    expect(at.desk.session().verdict?.code).toBe('not-on-loan-to-patron')
    await at.scan('2002')
    await at.do({ type: 'renew', barcodes: ['3007'] })
    expect(at.desk.session().verdict?.code).toBe('not-on-loan-to-patron')
    expect(await at.recorded()).toMatchObject([{ kind: 'refused' }])
  })
})
