import { expect, test } from 'vitest'
import type { Outcome } from '../../circulation/outcome.ts'
import { isForUs } from './tasks.ts'
import { item, library } from './testing/library.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

/** At the main library nothing floats; a withdrawn copy is there too. */
async function station() {
  const sync = new ScriptedSync()
  const items = [...library.items, item('3020', { circulationStatus: 'withdrawn' })]
  const at = await openTestStation({ items }, { sync })
  const told = async (outcome: Outcome, line = at.desk.session().lines[0]!) => {
    sync.outcome(line.entry!, outcome, 1)
    await at.desk.syncNow()
  }
  return { at, told }
}

const tasks = (at: TestStation) => at.desk.status().tasks.map(({ why, barcode, provisional }) => ({ why, barcode, provisional }))
const caught = (holdNumber: string): Outcome => ({ kind: 'applied-with-note', notes: [{ code: 'hold-caught', holdNumber }] })

test('[DS44] without a line the desk lists what it put aside: for a hold with number and stop, for another branch, to be looked at', async () => {
  const { at } = await station()
  await at.do({ type: 'choose-stop', branch: 'main' })
  for (const number of ['3005', '3007', '3013', '3020', '3999', '3011']) {
    at.clock.pass(60)
    await at.scan(number)
  }
  expect(at.desk.status().tasks).toMatchObject([
    { why: 'look-at', because: { key: 'look-at.unknown-item' }, provisional: true, barcode: '3999' },
    { why: 'look-at', because: { key: 'look-at.withdrawn' }, provisional: true, title: 'Kirja 3020' },
    { why: 'look-at', because: { key: 'look-at.lost-found' }, provisional: true },
    { why: 'transfer', to: { branch: 'bus' }, provisional: true, scan: { kind: 'checkin' } },
    {
      why: 'set-aside',
      holdNumber: '417',
      to: { branch: 'bus', stopId: 'school' },
      provisional: true,
      kind: 'find',
      where: 'here',
    },
  ])
  expect(at.desk.status().tasks.filter(isForUs)).toEqual([])
  const again = await at.again()
  expect(tasks(again)).toEqual(tasks(at))
})

test('[DS44] a book that was kept from the patron and goes no ordinary way is listed until it is scanned as a return', async () => {
  const { at } = await station()
  await at.scan('2001')
  for (const number of ['3005', '3013', '3012']) {
    await at.scan(number)
    await at.do({ type: 'finish' })
    await at.scan('2001')
  }
  await at.do({ type: 'finish' })
  const left = [
    { why: 'left', barcode: '3013', provisional: undefined },
    { why: 'left', barcode: '3005', provisional: undefined },
  ]
  expect(tasks(at)).toEqual(left)
  expect(at.desk.status().tasks.filter(isForUs)).toHaveLength(2)
  expect(at.desk.status().tasks[1]).toMatchObject({ because: { key: 'refusal.held-for-another' }, title: 'Kirja 3005' })
  const again = await at.again()
  expect(tasks(again)).toEqual(left)
  await again.scan('3005')
  expect(tasks(again)).toEqual([
    { why: 'set-aside', barcode: '3005', provisional: true },
    { why: 'left', barcode: '3013', provisional: undefined },
  ])
})

test('[DS44] a copy that goes back to the place where it was kept for its hold is nothing to sort out', async () => {
  const { at } = await station()
  await at.scan('2001')
  await at.scan('3016')
  await at.answer('keep-for-holder')
  expect(tasks(at)).toEqual([])
})

test("[DS44] the hub's answer takes its place: the same, another, a question or nothing", async () => {
  const { at, told } = await station()
  await at.scan('3005')
  await told(caught('417'))
  expect(tasks(at)).toEqual([{ why: 'set-aside', barcode: '3005', provisional: undefined }])
  expect(at.desk.status().tasks).toMatchObject([{ holdNumber: '417' }])
  await told(caught('500'))
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', holdNumber: '500' }])
  expect(tasks(at)).toEqual([{ why: undefined, barcode: '3005', provisional: undefined }])
  await told({ kind: 'needs-person', question: 'unknown-item', choices: ['write-off'], where: 'here' })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'question' }])
  expect(tasks(at)).toHaveLength(1)
  await told({ kind: 'applied' })
  expect(tasks(at)).toEqual([])
})

test('[DS44] what is to be looked at stays on the list when the hub agrees, until it is handed over', async () => {
  const { at, told } = await station()
  await at.scan('3013')
  await told({ kind: 'applied-with-note', notes: [{ code: 'found-again', barcode: '3013' }] })
  expect(tasks(at)).toEqual([{ why: 'look-at', barcode: '3013', provisional: undefined }])
  await at.do({ type: 'task-done', taskIds: [at.desk.status().tasks[0]!.taskId] })
  expect(tasks(at)).toEqual([])
})

test('[DS44] what was ticked off, scanned on or mistyped before the answer is not brought up by it', async () => {
  for (const after of ['done', 'lent', 'undone'] as const) {
    const { at, told } = await station()
    await at.scan('3005')
    const line = at.desk.session().lines[0]!
    expect(tasks(at)).toHaveLength(1)
    if (after === 'done') await at.do({ type: 'task-done', taskIds: [at.desk.status().tasks[0]!.taskId] })
    if (after === 'lent') {
      await at.scan('2003')
      await at.scan('3005')
    }
    if (after === 'undone') {
      await at.do({ type: 'undo', lineIds: [line.lineId] })
      await at.answer('mistyped')
    }
    expect(tasks(at)).toEqual([])
    await told(caught('417'), line)
    expect(tasks(at)).toEqual([])
    expect(tasks(await at.again())).toEqual([])
  }
})

test('[DS44] a loan of it that was mistyped leaves it where it was put', async () => {
  const { at } = await station()
  await at.scan('3005')
  await at.scan('2003')
  await at.scan('3005')
  expect(tasks(at)).toEqual([])
  await at.do({ type: 'undo', lineIds: [at.desk.session().lines[0]!.lineId] })
  await at.answer('mistyped')
  expect(tasks(at)).toEqual([{ why: 'set-aside', barcode: '3005', provisional: true }])
})
