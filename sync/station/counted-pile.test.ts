import { describe, expect, test } from 'vitest'
import { lay, tag } from './testing/pile.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

const told = async (station: TestStation) => (await station.told()).filter(each => !each.startsWith('security-done'))
const verdict = ({ desk }: TestStation) => desk.session().verdict
const done = (station: TestStation, secured: boolean, ...barcodes: readonly string[]) =>
  Promise.all(barcodes.map(barcode => station.do({ type: 'security-done', barcode, secured, verified: true })))

describe('[PD1] the whole of a pile', () => {
  test('[PD1] the one that was seen a moment before the rest counts with them, lent or taken back', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await lay(station, '3001')
    await done(station, false, '3001')
    await lay(station, '3001', '3002', '3003')
    await done(station, false, '3002', '3003')
    expect(verdict(station)).toMatchObject({
      shape: 'yes',
      word: { key: 'verdict.stack-lent-switched', values: { done: 3, count: 3 } },
    })
    await lay(station)
    await station.do({ type: 'finish' })
    await lay(station, '3001')
    await lay(station, '3001', '3002', '3003')
    expect(verdict(station)).toMatchObject({ word: { key: 'verdict.stack-returned', values: { done: 3, count: 3 } } })
    expect(await told(station)).toHaveLength(6)
  })

  test('[PD1] tags that cannot be read count among those expected', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await station.do({ type: 'pad', items: [tag('3001'), tag('3002')], unread: 1 })
    expect(verdict(station)).toMatchObject({ shape: 'aside', word: { values: { done: 2, count: 3 } } })
    expect(verdict(station)?.note).toEqual({ key: 'detail.tags-unread', values: { count: 1 } })
  })
})

test('[PD1] what was asked about and then lent counts with the pile, and the whole is said when its last tag has answered', async () => {
  const station = await openTestStation()
  await station.scan('2001')
  // 3005 is held for Carl, 3007 is Anna's own.
  await lay(station, '3001', '3005', '3002', '3007')
  await done(station, false, '3001', '3002')
  await station.answer('override', 'holder-agrees')
  await station.answer('renew')
  await done(station, false, '3005')
  expect(verdict(station)).toMatchObject({
    shape: 'yes',
    word: { key: 'verdict.stack-lent-switched', values: { done: 4, count: 4 } },
  })
  expect(await told(station)).toEqual(['checkout 3001', 'checkout 3002', 'checkout 3005', 'renewal 3007'])
})

describe('[PD18] a counted pile', () => {
  test('[PD18] counted before it is laid down: whoever is missing is said, and when all have come the whole is good', async () => {
    const station = await openTestStation()
    await station.scan('2001')
    await station.do({ type: 'expect-on-pad', count: 3 })
    await lay(station, '3001')
    expect(verdict(station)).toMatchObject({ shape: 'aside', word: { key: 'verdict.stack-lent', values: { done: 1, count: 3 } } })
    await lay(station, '3001', '3002')
    await done(station, false, '3001', '3002')
    expect(verdict(station)?.note).toEqual({ key: 'detail.fewer-than-counted', values: { count: 1 } })
    await lay(station, '3001', '3002', '3003')
    await done(station, false, '3003')
    expect(verdict(station)).toMatchObject({ shape: 'yes', word: { values: { done: 3, count: 3 } } })
    expect(verdict(station)?.note?.key).toBe('detail.all-alarms-off')
  })

  test('[PD18] counted afterwards, too few and too many are said at once; nothing counted, nothing said', async () => {
    const station = await openTestStation()
    await lay(station, '3006', '3007')
    await done(station, true, '3006', '3007')
    await station.do({ type: 'expect-on-pad', count: 1 })
    expect(verdict(station)).toMatchObject({ shape: 'aside', note: { key: 'detail.more-than-counted', values: { count: 1 } } })
    await station.do({ type: 'expect-on-pad', count: 2 })
    expect(verdict(station)).toMatchObject({ shape: 'yes', word: { values: { done: 2, count: 2 } } })
    await station.do({ type: 'expect-on-pad', count: 5 })
    await station.do({ type: 'expect-on-pad' })
    expect(verdict(station)).toMatchObject({ shape: 'yes' })
  })

  test('[PD18] the count is for that pile alone, and for nobody else', async () => {
    const station = await openTestStation()
    const expected = () => station.desk.session().pad?.expected
    await station.scan('2001')
    await station.do({ type: 'expect-on-pad', count: 3 })
    await lay(station)
    expect(expected()).toBe(3)
    await lay(station, '3001', '3002')
    await lay(station)
    expect(expected()).toBeUndefined()
    await station.do({ type: 'expect-on-pad', count: 3 })
    await station.scan('2002')
    expect(expected()).toBeUndefined()
    expect((await station.told()).filter(each => each.startsWith('checkout'))).toEqual(['checkout 3001', 'checkout 3002'])
  })
})
