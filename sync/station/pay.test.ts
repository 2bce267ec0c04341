import { describe, expect, test } from 'vitest'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation } from './testing/station.ts'

describe('a payment at the desk', () => {
  test('[DS42] [LE25] what the open patron gives is recorded and owed no more, at once and after a restart', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.do({ type: 'pay', cents: 1250 })
    expect(await at.recorded()).toEqual([
      { kind: 'payment', card: '2004', patronId: 'fee', visitId: expect.any(String), cents: 1250, by: 'cash' },
    ])
    expect(at.desk.session().verdict).toMatchObject({
      shape: 'yes',
      word: { key: 'verdict.paid' },
      fact: { value: { kind: 'sum', cents: 1250 }, detail: { key: 'detail.still-owed', values: { sum: 37.5 } } },
    })
    expect(at.desk.session().lines[0]).toMatchObject({ kind: 'payment', fact: { cents: 1250 } })
    expect((await at.desk.patronFacts('fee'))?.patron.feesCents).toBe(3750)
    const again = await at.again()
    expect((await again.desk.patronFacts('fee'))?.patron.feesCents).toBe(3750)
    expect(again.lines()).toEqual(['payment'])
    await again.scan('2004')
    await again.do({ type: 'pay', cents: 3750 })
    expect(again.desk.session().verdict?.fact?.detail?.key).toBe('detail.nothing-owed')
    expect((await again.desk.patronFacts('fee'))?.patron.feesCents).toBe(0)
  })

  test('[DS42] who has paid is lent to without a question', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.do({ type: 'pay', cents: 5000 })
    await at.scan('3001')
    expect(at.desk.session().question).toBeUndefined()
    expect(await at.told()).toEqual(['payment', 'checkout 3001'])
  })

  test('[DS42] nothing, less than nothing, parts of a cent and more than is owed are not taken; nor from nobody', async () => {
    const at = await openTestStation()
    await at.do({ type: 'pay', cents: 100 })
    expect(at.desk.session().verdict?.code).toBe('card-unknown')
    await at.scan('2004')
    for (const cents of [0, -100, 0.5, 5001, Number.NaN]) {
      await at.do({ type: 'pay', cents })
      expect(at.desk.session().verdict?.code).toBe('payment-amount')
    }
    expect(await at.recorded()).toEqual([])
  })

  test('[DS42] [DS19] a payment is undone as mistyped, and is owed again', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.do({ type: 'pay', cents: 5000 })
    await at.do({ type: 'undo', lineIds: [at.desk.session().lines[0]!.lineId] })
    expect(at.desk.session().question?.choices).toMatchObject([
      { id: 'cancel' },
      { id: 'mistyped', words: { key: 'choice.take-back' } },
    ])
    expect(at.desk.session().verdict?.note).toEqual({ key: 'ask.undo-payment', values: { sum: 50 } })
    await at.answer('mistyped')
    expect(at.desk.session().verdict).toMatchObject({
      word: { key: 'verdict.undone' },
      fact: { value: { kind: 'sum', cents: 5000 } },
    })
    expect(await at.told()).toEqual(['payment', 'undo'])
    expect(at.desk.session().lines[0]).toMatchObject({
      kind: 'undo',
      fact: { key: 'line.payment-undone', values: { sum: 50 } },
    })
    expect((await at.again()).desk.session().lines).toMatchObject([{ kind: 'undo', fact: { values: { sum: 50 } } }, {}])
    expect((await at.desk.patronFacts('fee'))?.patron.feesCents).toBe(5000)
  })

  test('[DS42] [DS29] undone once it is home and in the register, it is owed again before that undo is home', async () => {
    const sync = new ScriptedSync()
    const at = await openTestStation({}, { sync })
    await at.scan('2004')
    await at.do({ type: 'pay', cents: 1000 })
    const { lineId, entry } = at.desk.session().lines[0]!
    sync.outcome(entry!, { kind: 'applied' }, 1)
    await at.desk.syncNow()
    const owed = async (desk = at.desk) => (await desk.patronFacts('fee'))?.patron.feesCents
    // This register is taken to show it as paid.
    const registers = await owed()
    await at.do({ type: 'undo', lineIds: [lineId] })
    await at.answer('mistyped')
    expect(await owed()).toBe(registers! + 1000)
    expect(await owed((await at.again()).desk)).toBe(registers! + 1000)
    const undo = (await at.desk.entries()).findLast(({ transaction }) => transaction.kind === 'undo')!
    sync.outcome(undo, { kind: 'applied' }, 1)
    await at.desk.syncNow()
    expect(await owed()).toBe(registers)
  })

  test('[DS42] what is kept back for fees is lent once they are paid, and what waited after it; too little, and it is asked again', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.scan('3001')
    await at.scan('3002')
    expect(at.desk.session()).toMatchObject({ question: { codes: ['patron-fees'] }, waiting: { text: '3002' } })
    await at.do({ type: 'pay', cents: 5001 })
    expect(at.desk.session()).toMatchObject({ question: { codes: ['patron-fees'] }, waiting: { text: '3002' }, notTaken: {} })
    await at.do({ type: 'pay', cents: 1000 })
    expect(at.desk.session()).toMatchObject({ question: { barcode: '3001' }, waiting: { text: '3002' } })
    await at.do({ type: 'pay', cents: 4000 })
    expect(at.desk.session().question).toBeUndefined()
    expect(await at.told()).toEqual(['payment', 'payment', 'checkout 3001', 'checkout 3002'])
    expect((await at.recorded()).at(-1)).toMatchObject({ overrides: [] })
  })

  test('[DS42] while another question is open no money is taken', async () => {
    const at = await openTestStation()
    await at.scan('2007')
    await at.scan('3001')
    expect(at.desk.session().question).toMatchObject({ codes: ['card-expired', 'patron-fees'] })
    await at.do({ type: 'pay', cents: 100 })
    expect(await at.recorded()).toEqual([])
  })
})
