import { describe, expect, test } from 'vitest'
import { openTestStation, type TestStation } from './testing/station.ts'

const newest = (at: TestStation, count = 1) =>
  at.desk
    .session()
    .lines.slice(0, count)
    .map(({ lineId }) => lineId)

describe('undo', () => {
  test('[DS19] names what it takes back and asks how; cancel leaves everything', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    await at.do({ type: 'undo', lineIds: newest(at) })
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['cancel', 'book-is-here', 'mistyped'])
    expect(at.desk.session().verdict).toMatchObject({
      shape: 'ask',
      title: 'Kirja 3001',
      fact: { label: { key: 'label.undoes' } },
    })
    await at.answer('cancel')
    expect(await at.told()).toEqual(['checkout 3001'])
  })

  test('[DS19] the book is here: the loan is linked, ended and the gate on again', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3001')
    const { entry } = at.desk.session().lines[0]!
    await at.do({ type: 'undo', lineIds: newest(at) })
    await at.answer('book-is-here')
    expect((await at.recorded()).at(-1)).toEqual({ kind: 'undo', target: entry, why: 'book-is-here' })
    expect((await at.desk.entries()).at(-1)?.transaction).toEqual({ kind: 'security-job', barcode: '3001', secured: true })
    expect(at.lines()).toEqual(['undo 3001', 'checkout 3001 (undone)'])
    expect((await at.desk.patronFacts('anna'))?.loans.map(({ barcode }) => barcode)).not.toContain('3001')
    expect(at.desk.status().today.lent).toBe(0)
  })

  test('[DS19] a book that is here and somebody waits for is put aside', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3005')
    await at.answer('override', 'holder-agrees')
    await at.do({ type: 'undo', lineIds: newest(at) })
    await at.answer('book-is-here')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'aside', fact: { value: { number: '417' } } })
  })

  test('[DS19] a mistyped return never was: the loan stands again', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    await at.do({ type: 'undo', lineIds: newest(at) })
    expect(at.desk.session().question?.choices.map(({ id }) => id)).toEqual(['cancel', 'mistyped'])
    await at.answer('mistyped')
    expect((await at.desk.patronFacts('bea'))?.loans.map(({ barcode }) => barcode)).toContain('3006')
    expect((await at.desk.entries()).at(-1)?.transaction).toMatchObject({ kind: 'security-job', secured: false })
  })

  test('[DS17] [DS19] a return that was mistyped does not hide the real one after it', async () => {
    const at = await openTestStation()
    await at.scan('3001')
    await at.do({ type: 'undo', lineIds: newest(at) })
    await at.answer('mistyped')
    await at.scan('3001')
    expect(await at.told()).toEqual(['checkin 3001', 'undo', 'checkin 3001'])
  })

  test('[DS19] nothing is undone twice, and what was never recorded cannot be', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    const lineIds = newest(at)
    await at.do({ type: 'undo', lineIds })
    await at.answer('mistyped')
    await at.do({ type: 'undo', lineIds })
    expect(at.desk.session().verdict?.code).toBe('cannot-undo')
    await at.do({ type: 'undo', lineIds: newest(at) })
    expect(at.desk.session().verdict?.code).toBe('nothing-to-undo')
    await at.do({ type: 'undo', lineIds: [] })
    expect(at.desk.session().verdict?.code).toBe('nothing-to-undo')
    expect(await at.told()).toEqual(['checkin 3006', 'undo'])
  })

  test('[DS19] a later act on the same item comes first; together they go back as a stack', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.scan('3006')
    await at.answer('lend')
    const [lent, back] = newest(at, 2)
    await at.do({ type: 'undo', lineIds: [back!] })
    expect(at.desk.session().verdict).toMatchObject({ code: 'cannot-undo', note: { key: 'detail.undo-later-first' } })
    await at.do({ type: 'undo', lineIds: [back!, lent!] })
    expect(at.desk.session().verdict?.note).toMatchObject({ values: { count: 2 } })
    await at.answer('mistyped')
    expect(await at.recorded()).toMatchObject([
      { kind: 'checkin' },
      { kind: 'checkout' },
      { kind: 'undo', target: { sequence: at.desk.session().lines.find(({ lineId }) => lineId === lent)?.entry?.sequence } },
      { kind: 'undo' },
    ])
    expect((await at.desk.patronFacts('bea'))?.loans.map(({ barcode }) => barcode)).toContain('3006')
  })

  test('[DS19] a renewal is undone, and the due date is what it was', async () => {
    const at = await openTestStation()
    await at.scan('2001')
    await at.do({ type: 'renew', barcodes: ['3007'] })
    await at.do({ type: 'undo', lineIds: newest(at) })
    await at.answer('mistyped')
    expect((await at.desk.patronFacts('anna'))?.loans).toContainEqual(
      expect.objectContaining({ barcode: '3007', dueOn: '2026-11-29' }),
    )
  })
})
