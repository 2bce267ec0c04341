import { describe, expect, test } from 'vitest'
import { lay, tag } from './testing/pile.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

const told = async (station: TestStation) => (await station.told()).filter(each => !each.startsWith('security-done'))
const verdict = ({ desk }: TestStation) => desk.session().verdict
const gate = async ({ desk }: TestStation) =>
  (await desk.entries()).flatMap(({ transaction }) =>
    transaction.kind === 'security-job' ? [`${transaction.barcode} ${transaction.secured ? 'on' : 'off'}`] : [],
  )
const done = (station: TestStation, secured: boolean, ...barcodes: readonly string[]) =>
  Promise.all(barcodes.map(barcode => station.do({ type: 'security-done', barcode, secured, verified: true })))

describe('[PD1] a stack is one gesture and one append', () => {
  test('[PD1] all of it stands in one act, with a gate job for each, and the verdict is the whole of it', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    const before = (await station.desk.entries()).length
    const acts: number[] = []
    const append = station.journal.append.bind(station.journal)
    station.journal.append = drafts => {
      acts.push(drafts.length)
      return append(drafts)
    }
    await lay(station, '3001', '3002', '3003', '3004')
    expect(acts).toEqual([8])
    expect((await station.desk.entries()).slice(before).map(({ transaction }) => transaction.kind)).toEqual(
      Array.from({ length: 4 }, () => ['checkout', 'security-job']).flat(),
    )
    expect(verdict(station)).toMatchObject({ shape: 'yes', word: { key: 'verdict.stack-lent', values: { done: 4, count: 4 } } })
    await done(station, false, '3001', '3002', '3003')
    expect(verdict(station)).toMatchObject({ word: { key: 'verdict.stack-lent' } })
    await done(station, false, '3004')
    expect(verdict(station)).toMatchObject({
      shape: 'yes',
      word: { key: 'verdict.stack-lent-switched', values: { done: 4, count: 4 } },
      fact: { value: { kind: 'day' } },
    })
    expect(station.sounds()).toEqual(['patron', 'yes'])
  })

  test('[PD1] what comes later to the same pile counts with it', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001', '3002')
    await lay(station, '3001', '3002', '3003')
    expect(verdict(station)?.word.values).toEqual({ done: 3, count: 3 })
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002', 'checkout 3003'])
  })

  test('[PD1] what must be asked about is asked afterwards, one by one; what is forbidden is named', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    // 3007 is Anna's own, 3005 held for Carl, 3014 not for loan.
    await lay(station, '3001', '3005', '3007', '3014', '3002')
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002'])
    expect(station.desk.session().question).toMatchObject({ barcode: '3005', codes: ['held-for-another'] })
    await station.answer('override', 'holder-agrees')
    expect(station.desk.session().question).toMatchObject({ barcode: '3007', about: 'own-loan' })
    await station.answer('no')
    expect(await told(station)).toContain('checkout 3005')
  })

  test('[PD1] limits count what was lent a moment ago', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    const { settings } = station.desk
    const set = settings().rules.sets[0]!
    const few = await openTestStation({
      settings: { ...settings(), rules: { ...settings().rules, sets: [{ ...set, maxLoans: 4 }] } },
    })
    await few.scan('2001')
    // Anna has two loans already.
    await lay(few, '3001', '3002', '3003', '3004')
    expect(await few.told()).toEqual(['checkout 3001', 'checkout 3002'])
    expect(few.desk.session().question?.codes).toContain('patron-too-many-loans')
  })

  test('[PD1] nobody open: the stack is taken back, and what is to be put aside is named', async () => {
    const station = await openTestStation()
    await lay(station, '3006', '3007', '3005')
    expect(await told(station)).toEqual(['checkin 3006', 'checkin 3007', 'checkin 3005'])
    await done(station, true, '3006', '3007', '3005')
    expect(verdict(station)).toMatchObject({
      shape: 'aside',
      word: { key: 'verdict.stack-returned-switched', values: { done: 3, count: 3 } },
      note: { key: 'detail.put-aside', values: { names: 'Kirja 3005' } },
    })
  })
})

describe('[PD2] what lay there before the card is never lent without a press', () => {
  test('[PD2] it is asked about, and lent by the press alone', async () => {
    const station = await openTestStation()
    await lay(station, '3001', '3002')
    await station.scan('2001')
    expect(await told(station)).toEqual(['checkin 3001', 'checkin 3002'])
    expect(station.desk.session().question).toMatchObject({ about: 'on-pad' })
    await station.answer('leave-on-pad')
    expect((await told(station)).filter(each => each.startsWith('checkout'))).toEqual([])
    await station.do({ type: 'finish' })
    await station.scan('2002')
    await station.answer('lend-these')
    expect((await told(station)).slice(2)).toEqual(['checkout 3001', 'checkout 3002'])
  })

  test('[PD2] what an item leaves behind is not asked about', async () => {
    const station = await openTestStation()
    await lay(station, '3001', '3002')
    await lay(station)
    await station.scan('2001')
    expect(station.desk.session().question).toBeUndefined()
  })
})

describe('[PD3] between two patrons the pad has to have been empty', () => {
  test('[PD3] the last patron’s pile is nobody else’s, and what is laid beside it waits for a press', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001', '3002')
    await station.scan('2002')
    expect(station.desk.session().question).toBeUndefined()
    await lay(station, '3001', '3002', '3003')
    expect(station.desk.session().question).toMatchObject({ about: 'on-pad' })
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002'])
    await station.answer('lend-these')
    expect((await told(station)).slice(2)).toEqual(['checkout 3003'])
    await lay(station)
    await lay(station, '3004')
    expect((await told(station)).at(-1)).toBe('checkout 3004')
  })

  test('[PD3] nobody open any more: what is hidden for a moment and seen again is not taken back', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001', '3002')
    await done(station, false, '3001', '3002')
    await station.do({ type: 'finish' })
    await lay(station, '3001')
    await lay(station, '3001', '3002')
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002'])
    expect(station.desk.session().question).toMatchObject({ about: 'on-pad' })
  })
})

describe('[PD4] a card on the pad', () => {
  const card = (number: string) => tag(number, { what: 'patron' })
  test('[PD4] alone it opens its patron', async () => {
    const station = await openTestStation()
    await lay(station, card('2001'))
    expect(station.desk.session().visit?.patronId).toBe('anna')
    await lay(station, card('2001'), tag('3001'), tag('3002'))
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002'])
  })
  test('[PD4] in a stack it never switches patrons', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001', card('2002'), '3002')
    expect(station.desk.session().visit?.patronId).toBe('anna')
    expect(await station.recorded()).toMatchObject([{ patronId: 'anna' }, { patronId: 'anna' }])
    await lay(station, '3001', card('2002'), '3002', card('2003'))
    expect(station.desk.session().visit?.patronId).toBe('anna')
    expect(verdict(station)?.word.key).toBe('verdict.card-in-stack')
  })
  test('[PD4] with nobody open it opens one, and the items wait for a press', async () => {
    const station = await openTestStation()
    await lay(station, '3001', card('2001'), '3002')
    expect(station.desk.session().visit?.patronId).toBe('anna')
    expect(await told(station)).toEqual([])
    await station.answer('lend-these')
    expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002'])
  })
})

describe('[PD5] sets', () => {
  test('[PD5] an incomplete one is named and not lent, and lent when it is whole', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001', tag('3002', { parts: 3, missing: [2] }))
    expect(await told(station)).toEqual(['checkout 3001', 'refused 3002'])
    expect(verdict(station)).toMatchObject({ shape: 'aside', note: { values: { names: 'Kirja 3002 (2)' } } })
    await lay(station, '3001', tag('3002', { parts: 3 }))
    expect((await told(station)).at(-1)).toBe('checkout 3002')
    expect(verdict(station)).toMatchObject({ shape: 'yes', word: { values: { done: 2, count: 2 } } })
  })
  test('[PD5] a single one says which part is missing', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, tag('3002', { parts: 3, missing: [2] }))
    expect(verdict(station)).toMatchObject({ shape: 'no', code: 'set-incomplete', note: { values: { names: '2/3' } } })
  })
  test('[PD5] one that comes back incomplete is put aside for its parts', async () => {
    const station = await openTestStation()
    await lay(station, tag('3007', { parts: 2, missing: [1] }))
    expect(await station.recorded()).toMatchObject([{ kind: 'checkin', destination: { kind: 'look-at', why: 'parts-missing' } }])
  })
})

describe('[PD6] what the tag’s owner forbids', () => {
  const tags = {
    13: tag('3001', { offlineIssue: false }),
    14: tag('3007', { offlineReturn: false }),
    15: tag('3003', { offlineIssue: false, offlineReturn: false }),
  }
  test('[PD6] offline, 13 and 15 are not lent and 14 and 15 not taken back', async () => {
    const station = await openTestStation()
    await lay(station, tags[14], tags[15])
    expect(await station.recorded()).toMatchObject([
      { kind: 'refused', code: 'no-return-offline' },
      { kind: 'refused', code: 'no-return-offline' },
    ])
    await lay(station)
    await station.scan('2001')
    await lay(station, tags[13], tags[15])
    expect((await station.recorded()).slice(2)).toMatchObject([
      { kind: 'refused', code: 'no-lending-offline' },
      { kind: 'refused', code: 'no-lending-offline' },
    ])
    expect(await gate(station)).toEqual([])
  })
  test('[PD6] with a line they are like any other', async () => {
    const sync = new ScriptedSync()
    sync.set({ link: 'good' })
    const station = await openTestStation({}, { sync })
    await lay(station, tags[14])
    await lay(station)
    await station.scan('2001')
    await lay(station, tags[13], tags[15])
    expect(await told(station)).toEqual(['checkin 3007', 'checkout 3001', 'checkout 3003'])
  })
  test('[PD6] what is discarded or not for loan is not lent; what is discarded may pass the gate when it comes back', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, tag('3001', { what: 'discarded' }), tag('3002', { what: 'not-for-loan' }), tag('3003', { doubled: true }))
    expect(await station.recorded()).toMatchObject([
      { code: 'tag-discarded' },
      { code: 'tag-not-for-loan' },
      { code: 'tag-doubled' },
    ])
    await lay(station)
    await station.do({ type: 'finish' })
    await lay(station, tag('3007', { what: 'discarded' }))
    expect((await station.recorded()).at(-1)).toMatchObject({ kind: 'checkin', destination: { why: 'withdrawn' } })
    expect(await gate(station)).toEqual([])
  })
})

describe('[PD7] tags of shelves beside the pad', () => {
  test('[PD7] what was there when the pad was connected is left alone, and no patron is asked about it', async () => {
    const station = await openTestStation()
    await lay(station, tag('3001', { early: true }))
    await station.scan('2001')
    expect(station.desk.session().question).toBeUndefined()
    await lay(station, tag('3001', { early: true }), '3002')
    expect(await told(station)).toEqual(['checkout 3002'])
  })
  test('[PD7] seen to come, it is asked about, and left alone for good where staff say so', async () => {
    const station = await openTestStation()
    await lay(station, tag('3001', { early: true }))
    await station.scan('2001')
    await lay(station)
    await lay(station, '3001')
    expect(station.desk.session().question).toMatchObject({ about: 'on-pad' })
    await station.answer('leave-on-pad')
    await lay(station)
    await lay(station, '3001')
    expect(station.desk.session().question).toBeUndefined()
    expect(await told(station)).toEqual([])
  })
})

test('[PD8] while a question is open nothing new is looked at; told again afterwards it is', async () => {
  const station = await openTestStation()
  await station.scan('2001')
  await station.scan('3005')
  expect(station.desk.session().question).toBeDefined()
  await lay(station, '3001', '3002')
  expect(await told(station)).toEqual([])
  await station.answer('keep-for-holder')
  await lay(station, '3001', '3002')
  expect((await told(station)).filter(each => each.startsWith('checkout'))).toEqual(['checkout 3001', 'checkout 3002'])
})

test('[PD9] a pad bound to returns takes back whoever is open', async () => {
  const station = await openTestStation()
  await station.scan('2001')
  const returns = { source: { device: 'pad', role: 'returns-only' } } as const
  await lay(station, tag('3006', returns), tag('3007', returns))
  expect(await told(station)).toEqual(['checkin 3006', 'checkin 3007'])
  expect(station.desk.session().visit?.patronId).toBe('anna')
})
