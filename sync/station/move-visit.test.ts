import { describe, expect, test } from 'vitest'
import { openTestStation, type TestStation } from './testing/station.ts'

const visitOf = (at: TestStation) => at.desk.session().visit!.visitId
const loansOf = async (at: TestStation, patronId: string) =>
  (await at.desk.patronFacts(patronId))?.loans.map(({ barcode }) => barcode).sort()

describe('moving a visit', () => {
  test("[DS20] a visit's loans belong on another card: linked, moved, and that patron is open", async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3002')
    const visitId = visitOf(at)
    const [second, first] = at.desk.session().lines.map(({ entry }) => entry)
    await at.do({ type: 'move-visit', visitId, card: '2002' })
    expect((await at.recorded()).slice(2)).toEqual([
      { kind: 'move', target: first, barcode: '3001', fromPatronId: 'anna', card: '2002', patronId: 'bea', dueOn: '2026-12-15' },
      { kind: 'move', target: second, barcode: '3002', fromPatronId: 'anna', card: '2002', patronId: 'bea', dueOn: '2026-12-15' },
    ])
    expect(await loansOf(at, 'anna')).toEqual(['3007', '3015'])
    expect(await loansOf(at, 'bea')).toEqual(['3001', '3002', '3006', '3009'])
    expect(at.desk.session()).toMatchObject({
      visit: { patronId: 'bea' },
      verdict: { shape: 'yes', fact: { value: { count: 2 } } },
    })
  })

  test('[DS20] what was returned or undone since is not moved, nor anything a second time', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3002')
    const visitId = visitOf(at)
    await at.do({ type: 'finish' })
    await at.scan('3001')
    await at.do({ type: 'move-visit', visitId, card: '2002' })
    await at.do({ type: 'move-visit', visitId, card: '2006' })
    expect(at.desk.session().verdict?.code).toBe('nothing-to-undo')
    expect((await at.told()).filter(line => line.startsWith('move'))).toEqual(['move 3002'])
  })

  test('[DS20] what stands against the new patron is asked first; no leaves everything on the first card', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    const visitId = visitOf(at)
    await at.do({ type: 'move-visit', visitId, card: '2004' })
    expect(at.desk.session().question).toMatchObject({ about: 'override', codes: ['patron-fees'] })
    await at.answer('no')
    expect(await loansOf(at, 'anna')).toContain('3001')
    await at.do({ type: 'move-visit', visitId, card: '2004' })
    await at.answer('override', 'paid-or-agreed')
    expect(await loansOf(at, 'fee')).toEqual(['3001'])
  })

  test('[DS20] what the law forbids stays on the first card and is said so; an unknown card moves nothing', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3012')
    const visitId = visitOf(at)
    await at.do({ type: 'move-visit', visitId, card: '2998' })
    expect(at.desk.session().verdict?.code).toBe('card-unknown')
    await at.do({ type: 'move-visit', visitId, card: '2003' })
    expect(at.desk.session().verdict).toMatchObject({ shape: 'yes', note: { key: 'detail.not-moved', values: { count: 1 } } })
    expect(await loansOf(at, 'carl')).toEqual(['3001'])
    expect(await loansOf(at, 'anna')).toContain('3012')
  })

  test('[DS19] [DS20] a move is undone: the loan is on the first card again', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.do({ type: 'move-visit', visitId: visitOf(at), card: '2002' })
    await at.do({ type: 'undo', lineIds: [at.desk.session().lines[0]!.lineId] })
    await at.answer('mistyped')
    expect(await loansOf(at, 'anna')).toContain('3001')
    expect(await loansOf(at, 'bea')).not.toContain('3001')
  })
})
