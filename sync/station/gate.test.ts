import { expect, test } from 'vitest'
import type { PadTag } from './pad-on-desk.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

const pile = (barcodes: readonly string[], early = false): readonly PadTag[] =>
  barcodes.map(barcode => ({
    barcode,
    library: 'FI-Ko',
    what: 'item',
    offlineIssue: true,
    offlineReturn: true,
    missing: [],
    early,
    parts: 1,
    doubled: false,
    source: { device: 'pad' },
  }))
const lay = (station: TestStation, ...barcodes: readonly string[]) =>
  station.do({ type: 'pad', items: pile(barcodes), unread: 0 })
const tasks = ({ desk }: TestStation) => desk.status().gate.map(({ barcode, secured }) => `${barcode} ${secured ? 'on' : 'off'}`)
const asked = ({ effects }: TestStation) =>
  effects.flatMap(effect => (effect.kind === 'security' ? [`${effect.barcode} ${effect.secured ? 'on' : 'off'}`] : []))

async function lendTwo(options = {}) {
  const station = await openTestStation({}, options)
  await station.scan('2001')
  await lay(station, '3001', '3002')
  await station.do({ type: 'security-done', barcode: '3001', secured: false, verified: true })
  return station
}

test('[PD10] while a tag is being switched it is no task; failed it is one, and the verdict says what to do', async () => {
  const station = await lendTwo()
  expect(tasks(station)).toEqual([])
  await station.do({ type: 'security-failed', barcode: '3002', secured: false })
  expect(tasks(station)).toEqual(['3002 off'])
  expect(station.desk.status().gate[0]?.title).toBe('Kirja 3002')
  expect(station.desk.session().verdict).toMatchObject({
    shape: 'aside',
    word: { key: 'verdict.stack-lent', values: { done: 2, count: 2 } },
    note: { key: 'detail.gate-alarms', values: { names: 'Kirja 3002' } },
  })
})

test('[PD11] put on the pad again it is switched, neither lent nor taken back, and the task is done', async () => {
  const station = await lendTwo()
  await station.do({ type: 'security-failed', barcode: '3002', secured: false })
  await station.do({ type: 'finish' })
  await lay(station)
  station.effects.length = 0
  await lay(station, '3002')
  expect(asked(station)).toEqual(['3002 off'])
  expect(tasks(station)).toEqual([])
  await station.do({ type: 'security-done', barcode: '3002', secured: false, verified: true })
  expect(tasks(station)).toEqual([])
  expect(await station.told()).toEqual(['checkout 3001', 'checkout 3002', 'security-done 3001', 'security-done 3002'])
  expect(station.desk.session().verdict).toMatchObject({ shape: 'yes' })
  // Done, it is an item like any other: with nobody open it comes back.
  await lay(station)
  await lay(station, '3002')
  expect((await station.told()).at(-1)).toBe('checkin 3002')
})

test('[PD12] killed between two tags, the desk knows after its restart what is still to be done', async () => {
  const station = await lendTwo()
  const after = await station.again()
  expect(tasks(after)).toEqual(['3002 off'])
  await after.do({ type: 'pad', items: pile(['3001', '3002'], true), unread: 0 })
  expect(asked(after)).toEqual(['3002 off'])
  await after.do({ type: 'security-done', barcode: '3002', secured: false, verified: true })
  expect(tasks(await after.again())).toEqual([])
})

test('[PD13] a loan that the library system rejects raises the opposite job, once, also where it comes after a restart', async () => {
  const sync = new ScriptedSync()
  const station = await lendTwo({ sync })
  await station.do({ type: 'security-done', barcode: '3002', secured: false, verified: true })
  const loan = (await station.desk.entries()).find(({ transaction }) => transaction.kind === 'checkout')!
  sync.outcome(loan, { kind: 'refused', code: 'item-withdrawn' }, 0)
  await station.desk.syncNow()
  await station.desk.syncNow()
  expect(tasks(station)).toEqual(['3001 on'])
  const jobs = async (of: TestStation) =>
    (await of.desk.entries()).filter(({ transaction }) => transaction.kind === 'security-job' && transaction.secured).length
  expect(await jobs(station)).toBe(1)
  const after = await station.again({ sync })
  await after.desk.syncNow()
  expect(await jobs(after)).toBe(1)
  expect(tasks(after)).toEqual(['3001 on'])
  await lay(after, '3001')
  expect(asked(after)).toEqual(['3001 on'])
})

test('[PD14] a job that no longer agrees with where the item stands is not carried out', async () => {
  const sync = new ScriptedSync()
  const station = await lendTwo({ sync })
  await station.do({ type: 'security-failed', barcode: '3002', secured: false })
  await station.do({ type: 'finish' })
  expect(tasks(station)).toEqual(['3002 off'])
  // It was taken back elsewhere since.
  const loan = (await station.desk.entries()).findLast(({ transaction }) => transaction.kind === 'checkout')!
  sync.outcome(loan, { kind: 'history-only', notes: [] }, 0)
  await station.desk.syncNow()
  expect(tasks(station)).toEqual([])
  station.effects.length = 0
  await station.do({ type: 'tag-seen', barcode: '3002' })
  expect(asked(station)).toEqual([])
})

test('[PD15] an item lent by its barcode owes nothing, unless its tag has been on a pad here', async () => {
  const station = await openTestStation()
  await station.scan('2001')
  await station.scan('3001')
  expect(tasks(station)).toEqual([])
  await lay(station, '3002', '3003')
  for (const barcode of ['3002', '3003']) await station.do({ type: 'security-done', barcode, secured: false, verified: true })
  await lay(station)
  await station.do({ type: 'finish' })
  await station.scan('3002')
  expect(tasks(station)).toEqual(['3002 on'])
})

test('[PD16] staff may have seen to it in another way: it is off the list, and stays so after a restart', async () => {
  const station = await lendTwo()
  await station.do({ type: 'security-failed', barcode: '3002', secured: false })
  await station.do({ type: 'gate-seen-to', barcode: '3002' })
  expect(tasks(station)).toEqual([])
  expect(tasks(await station.again())).toEqual([])
})

test('[PD20] what is owed stands first among what is to be sorted out, and is ticked off there; what alarms leaves after half a day', async () => {
  const station = await lendTwo()
  await station.do({ type: 'security-failed', barcode: '3002', secured: false })
  const sorted = () => station.desk.status().tasks.map(({ kind, why, where, barcode }) => [kind, why, where, barcode].join(' '))
  expect(sorted()).toEqual(['find alarms here 3002'])
  await lay(station)
  await station.do({ type: 'finish' })
  await station.scan('3001')
  expect(sorted()).toEqual(['find unsecured here 3001', 'find alarms here 3002'])
  station.clock.pass(13 * 3600)
  await station.do({ type: 'tick' })
  await station.desk.syncNow()
  expect(sorted()).toEqual(['find unsecured here 3001'])
  const [task] = station.desk.status().tasks
  await station.do({ type: 'task-done', taskIds: [task!.taskId] })
  expect(sorted()).toEqual([])
})

test('[PD19] a tag written anew gets the gate’s bit of its item by a job in the journal, and nothing is lent or taken back', async () => {
  const station = await openTestStation()
  await station.scan('2001')
  await station.scan('3001')
  station.effects.length = 0
  const before = (await station.desk.entries()).length
  await station.do({ type: 'tag-written', barcode: '3001' })
  await station.do({ type: 'tag-written', barcode: '3002' })
  expect(asked(station)).toEqual(['3001 off', '3002 on'])
  expect((await station.desk.entries()).slice(before).map(({ transaction }) => transaction)).toEqual([
    { kind: 'security-job', barcode: '3001', secured: false, tag: true },
    { kind: 'security-job', barcode: '3002', secured: true, tag: true },
  ])
  await station.do({ type: 'security-done', barcode: '3001', secured: false, verified: true })
  await station.do({ type: 'security-failed', barcode: '3002', secured: true })
  expect(tasks(station)).toEqual(['3002 on'])
})
