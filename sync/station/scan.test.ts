import { describe, expect, test } from 'vitest'
import { library, patron } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

describe('what a number can be', () => {
  test('[DS10] a number known both as card and as item asks which', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3008')
    expect(at.desk.session().question).toMatchObject({ about: 'card-or-item' })
    await at.answer('as-item')
    expect(await at.told()).toEqual(['checkout 3008'])
    await at.scan('3008')
    await at.answer('as-card')
    expect(at.desk.session().visit?.patronId).toBe('both')
  })

  test.each([
    ['   ', 'number-empty'],
    ['0000000', 'number-all-zero'],
    ['1'.repeat(41), 'number-too-long'],
    ['30ä01', 'number-characters'],
    ['9789510327234', 'number-isbn'],
  ] as const)('[DS24] %j is refused as %s, and nothing is recorded', async (text, code) => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan(text)
    expect(at.desk.session().verdict).toMatchObject({ shape: 'no', code })
    expect(await at.recorded()).toEqual([])
    expect(at.desk.session().visit?.patronId).toBe('anna')
  })

  test('[DS11] an unknown number that may be either is never taken for an item without asking', async () => {
    const at = await openTestStation()
    await at.scan('ABC122')
    expect(at.desk.session().question?.choices[0]?.words.key).toBe('choice.nothing')
    await at.answer('no')
    expect(at.desk.session().verdict?.word.key).toBe('verdict.nothing-done')
    expect(at.desk.session().lines[0]?.fact).toEqual({ key: 'line.nothing-done' })
    await at.scan('ABC123')
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['no', 'return'])
    await at.answer('return')
    expect(await at.recorded()).toEqual([
      { kind: 'checkin', barcode: 'ABC123', destination: { kind: 'look-at', why: 'unknown-item' }, provisional: true },
    ])
    await at.scan('2001')
    await at.scan('ABC124')
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['no', 'return', 'lend'])
    await at.answer('lend')
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'checkout', barcode: 'ABC124', provisional: true })
  })

  test('[DS11] an unknown number in the shape of items is taken back to be looked at, or asked about with a patron open', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    await at.scan('3999')
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'checkin', barcode: '3999', provisional: true })
    await at.scan('2001')
    await at.scan('3998')
    expect(at.desk.session().question).toMatchObject({ about: 'override', codes: ['number-unknown'] })
    await at.answer('override', 'lend-anyway')
    expect((await at.recorded()).at(-1)).toMatchObject({
      kind: 'checkout',
      provisional: true,
      overrides: [{ code: 'number-unknown' }],
    })
  })

  test('[DS11] an unknown number is not written into the journal by a refusal', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3999')
    await at.answer('no')
    expect((await at.recorded()).at(-1)).toEqual({ kind: 'refused', patronId: 'anna', code: 'number-unknown' })
    await at.scan('131052-308T')
    await at.do({ type: 'finish' })
    expect(JSON.stringify(await at.desk.entries())).not.toContain('131052')
  })

  test('[DS12] after a card that nobody knows the next item asks whose it is, once', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('2999')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'no', code: 'card-unknown' })
    await at.scan('3002')
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['no', 'return', 'open-patron'])
    await at.answer('open-patron')
    await at.scan('3003')
    expect(await at.told()).toEqual(['checkout 3001', 'checkout 3002', 'checkout 3003'])
  })

  test('[DS12] a device that could not read asks the same, also with nobody open; a readable card settles it', async () => {
    const at = await openTestStation()
    await at.do({ type: 'misread', source: { device: 'scanner' } })
    expect(at.desk.session().verdict).toMatchObject({ shape: 'no', word: { key: 'verdict.misread' } })
    await at.scan('3001')
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['no', 'return'])
    await at.answer('no')
    expect(await at.told()).toEqual([])
    await at.do({ type: 'misread', source: { device: 'scanner' } })
    await at.scan('2001')
    await at.scan('3001')
    expect(await at.told()).toEqual(['checkout 3001'])
  })

  test('[DS1] a card opens its patron and closes the last one, with the same sound whatever stands against the patron', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    const first = at.desk.session().visit
    await at.scan('2007')
    expect(at.desk.session().visit?.patronId).toBe('expired')
    expect(at.desk.session().recent.map(({ visitId }) => visitId)).toEqual([first?.visitId])
    await at.scan('2005')
    expect(at.sounds()).toEqual(['patron', 'patron', 'patron'])
    expect(await at.recorded()).toEqual([])
  })

  test('[DS1] the same card again keeps the visit, and a replaced card finds its patron', async () => {
    const at = await openTestStation()
    await at.scan('2006')
    const { visit, verdict } = at.desk.session()
    expect(visit).toMatchObject({ patronId: 'renewed', card: '2006' })
    expect(verdict?.note?.key).toBe('detail.replaced-card')
    await at.scan('2016')
    expect(at.desk.session().visit?.visitId).toBe(visit?.visitId)
  })

  test('[DS1] numbers match without regard to case', async () => {
    const at = await openTestStation({ patrons: [...library.patrons, patron('dora', 'LVASK1')] })
    await at.scan('lvask1')
    expect(at.desk.session().visit?.patronId).toBe('dora')
  })

  test('[DS25] the laminated card: commands are carried out and never taken for numbers', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('$$UNDO')
    expect(at.desk.session().question?.about).toBe('undo')
    await at.scan('$$A2')
    expect(await at.told()).toEqual(['checkout 3001', 'undo'])
    await at.scan('3006')
    await at.scan('$$YES')
    await at.scan('$$RENEW')
    await at.scan('$$finish')
    expect(at.desk.session().visit).toBeUndefined()
    await at.scan('$$RETURNS')
    expect(at.desk.session().returnsOnly).toBe(true)
    await at.scan('$$STOP')
    expect(at.effects.at(-1)).toEqual({ kind: 'show', what: 'stops' })
    await at.scan('$$NONSENSE')
    await at.scan('$$CONSTRUCTOR')
    expect(at.effects.at(-1)).toEqual({ kind: 'sound', sound: 'no' })
    expect((await at.told()).filter(line => line.includes('$'))).toEqual([])
  })

  test('[DS25] "yes" answers only what is plainly a yes or no', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3007')
    await at.scan('$$YES')
    expect(at.desk.session().question?.about).toBe('own-loan')
    await at.scan('$$NO')
    expect(at.desk.session().question).toBeUndefined()
    expect(await at.recorded()).toEqual([])
  })
})
