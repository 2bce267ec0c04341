import { describe, expect, test } from 'vitest'
import { openTestStation } from './testing/station.ts'

describe('a question', () => {
  test('[DS14] is not answered by a scan: one scan waits, the next is refused with its own sound', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3006')
    await at.scan('3001')
    expect(at.desk.session().waiting?.text).toBe('3001')
    await at.scan('3002')
    expect(at.sounds().at(-1)).toBe('busy')
    expect(at.desk.session().notTaken).toEqual({ text: '3002' })
    await at.answer('no')
    expect(at.desk.session().waiting).toBeUndefined()
    expect(at.desk.session().notTaken).toBeUndefined()
    expect(await at.told()).toEqual(['checkin 3006', 'checkout 3001'])
  })

  test('[DS14] a stuttering scanner does not queue the number that is asked about', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3007')
    await at.scan('3007')
    expect(at.desk.session().waiting).toBeUndefined()
    await at.answer('return')
    expect(await at.told()).toEqual(['checkin 3007'])
  })

  test('[DS14] a waiting scan that asks again waits on', async () => {
    const at = await openTestStation()
    await at.scan('2007')
    await at.scan('3001')
    await at.scan('3002')
    await at.answer('override', 'card-renewed-here')
    expect(at.desk.session().question).toMatchObject({ barcode: '3001', codes: ['patron-fees'] })
    expect(at.desk.session().waiting?.text).toBe('3002')
    await at.answer('override', 'paid-or-agreed')
    expect(await at.told()).toEqual(['checkout 3001', 'checkout 3002'])
  })

  test('[DS14] a choice that is not there, or an answer without a question, does nothing', async () => {
    const at = await openTestStation()
    await at.do({ type: 'answer', choice: 0 })
    await at.scan('2001')
    await at.scan('3006')
    await at.do({ type: 'answer', choice: 2 })
    expect(at.desk.session().question?.about).toBe('lend-to-open-patron')
  })

  test('[DS14] an act that needs the plane is refused while a question is open, and the screen says so until it is answered', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3006')
    await at.do({ type: 'undo', lineIds: [at.desk.session().lines[1]!.lineId] })
    expect(at.sounds().at(-1)).toBe('busy')
    expect(at.desk.session().question?.about).toBe('lend-to-open-patron')
    expect(at.desk.session().notTaken).toEqual({})
    await at.do({ type: 'finish' })
    expect(at.desk.session().notTaken).toBeUndefined()
  })

  test('[DS15] left without an answer it stays in the list as not lent, with its reason in the journal', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.scan('3001')
    await at.do({ type: 'finish' })
    expect(at.desk.session().question).toBeUndefined()
    expect(at.desk.session().lines[0]).toMatchObject({
      kind: 'asked',
      shape: 'ask',
      barcode: '3001',
      patronId: 'fee',
      fact: { key: 'line.not-lent' },
    })
    expect(await at.recorded()).toEqual([{ kind: 'refused', barcode: '3001', patronId: 'fee', code: 'patron-fees' }])
  })

  test('[DS15] an item that waited for the patron who is gone is neither lent nor taken back; a card opens its patron', async () => {
    const at = await openTestStation()
    await at.scan('2004')
    await at.scan('3001')
    await at.scan('3002')
    await at.do({ type: 'finish' })
    expect(at.lines()).toEqual(['asked 3002', 'asked 3001'])
    expect((await at.told()).filter(line => line.includes('3002'))).toEqual([])
    await at.scan('2004')
    await at.scan('3001')
    await at.scan('2001')
    await at.do({ type: 'finish' })
    expect(at.desk.session().visit?.patronId).toBe('anna')
  })
})
