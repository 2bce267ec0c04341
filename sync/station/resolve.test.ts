import { expect, test } from 'vitest'
import type { Outcome, ReplayChoice } from '../../circulation/outcome.ts'
import type { Entry } from '../journal/entry.ts'
import { alikeAs, isForUs } from './tasks.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation, type TestStation } from './testing/station.ts'

const choices: readonly ReplayChoice[] = ['correct-barcode', 'write-off', 'look-for-it']
const unknown: Outcome = { kind: 'needs-person', question: 'unknown-item', choices, where: 'here' }

async function station() {
  const sync = new ScriptedSync()
  const at = await openTestStation({}, { sync })
  const told = async (entry: Pick<Entry, 'station' | 'epoch' | 'sequence'>, outcome: Outcome) => {
    sync.outcome(entry as never, outcome, 1)
    await at.desk.syncNow()
  }
  return { at, told }
}

async function asked() {
  const { at, told } = await station()
  await at.scan('3006')
  const { entry } = at.desk.session().lines[0]!
  await told(entry!, unknown)
  const [task] = at.desk.status().tasks
  return { at, told, entry: entry!, task: task! }
}

const last = async (at: TestStation) => (await at.desk.entries()).at(-1)!
const event = (task: { taskId: string; target?: Entry['transaction'] extends never ? never : unknown }, choice: ReplayChoice) =>
  ({ type: 'resolve', tasks: [{ taskId: task.taskId, target: task.target as never }], question: 'unknown-item', choice }) as const

test('[DS36] an answer is a journal entry of its own about the entry by its number and hash, and waits to be sent', async () => {
  const { at, entry, task } = await asked()
  expect(task).toMatchObject({ kind: 'question', where: 'here', target: entry, barcode: '3006' })
  at.clock.pass(60)
  await at.do({ ...event(task, 'correct-barcode'), right: { barcode: '3001' } })
  const target = (await at.desk.entries()).find(({ sequence }) => sequence === entry.sequence)!
  expect((await last(at)).transaction).toEqual({
    kind: 'answer',
    target: entry,
    hash: target.hash,
    question: 'unknown-item',
    choice: 'correct-barcode',
    right: { barcode: '3001' },
  })
  const [after] = at.desk.status().tasks
  expect(after).toMatchObject({ taskId: task.taskId, answered: { choice: 'correct-barcode', right: { barcode: '3001' } } })
  expect(at.desk.status().unsent).toBe(1)
  const again = await at.again()
  expect(again.desk.status().unsent).toBe(1)
})

test('[DS36] equal questions are answered together, each by an entry of its own; others are not equal', async () => {
  const { at, told } = await station()
  for (const number of ['3006', '3009']) await at.scan(number)
  for (const { entry } of at.desk.session().lines) await told(entry!, unknown)
  const { tasks } = at.desk.status()
  expect(new Set(tasks.map(alikeAs)).size).toBe(2)
  const named = tasks.map(({ taskId, target }) => ({ taskId, target: target! }))
  await at.do({ type: 'resolve', tasks: named, question: 'unknown-item', choice: 'write-off' })
  const answers = (await at.recorded()).filter(({ kind }) => kind === 'answer')
  expect(answers).toMatchObject(named.map(({ target }) => ({ target, choice: 'write-off' })))
  expect(at.desk.status().tasks.every(({ answered }) => answered?.choice === 'write-off')).toBe(true)
})

test('[DS37] an answer that was not carried out leaves the question open and says why; one that another overtook is told', async () => {
  const { at, told, task } = await asked()
  await at.do(event(task, 'write-off'))
  await told(await last(at), { kind: 'refused', code: 'system-rejected' })
  expect(at.desk.status().tasks).toMatchObject([{ taskId: task.taskId, kind: 'question', notTaken: 'system-rejected' }])
  await told(await last(at), { kind: 'refused', code: 'answered-otherwise' })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'question' }, { kind: 'told', where: 'here' }])
})

test('[DS38] a book that was caught for a hold is to be found until it is scanned', async () => {
  const { at, told } = await station()
  await at.scan('3006')
  const { entry } = at.desk.session().lines[0]!
  at.clock.pass(60)
  await told(entry!, { kind: 'applied-with-note', notes: [{ code: 'hold-caught', holdNumber: '417' }] })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', where: 'here', barcode: '3006' }])
  at.clock.pass(7200)
  await at.scan('3010')
  expect(at.desk.status().tasks).toHaveLength(1)
  await at.scan('3006')
  expect(at.desk.status().tasks).toEqual([])
  expect((await at.again({ sync: undefined as never })).desk.status().tasks).toEqual([])
})

test('[DS38] a book that was put aside for a hold that is over by now is to be scanned again', async () => {
  const { at, told } = await station()
  await at.scan('3006')
  const { entry } = at.desk.session().lines[0]!
  at.clock.pass(60)
  await told(entry!, { kind: 'applied-with-note', notes: [{ code: 'hold-gone', barcode: '3006', holdNumber: '417' }] })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', where: 'here', barcode: '3006', holdNumber: '417' }])
  at.clock.pass(7200)
  await at.scan('3006')
  expect(at.desk.status().tasks).toEqual([])
})

test('[DS38] what is looked for is to be found, stays a question for whoever knows, and is ticked off by a press', async () => {
  const { at, told, entry, task } = await asked()
  at.clock.pass(7200)
  await told(entry, { ...unknown, answered: { entry: 'x', choice: 'look-for-it' } })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', outcome: { outcome: { choices } } }])
  await at.do({ type: 'task-done', taskIds: [task.taskId] })
  expect((await last(at)).transaction).toEqual({ kind: 'task-done', target: entry })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'question' }])
})

test('[DS38] a book that was lost, as is known only now, is to be found where it was put; the desk that knew it said so', async () => {
  const { at, told } = await station()
  await at.scan('3006')
  await told(at.desk.session().lines[0]!.entry!, { kind: 'applied-with-note', notes: [{ code: 'found-again', barcode: '3006' }] })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', barcode: '3006' }])
  await at.do({ type: 'task-done', taskIds: [at.desk.status().tasks[0]!.taskId] })
  at.clock.pass(7200)
  await at.do({ type: 'task-done', taskIds: [at.desk.status().tasks[0]!.taskId] })
  expect(at.desk.status().tasks).toEqual([])
})

test('[DS38] a book lent over the pad and returned without it is to be put on the pad; one that never lay there is not', async () => {
  const { at } = await station()
  await at.scan('2001')
  await at.scan('3001')
  await at.do({ type: 'security-done', barcode: '3001', secured: false, verified: true })
  await at.do({ type: 'finish' })
  for (const number of ['3001', '3006']) await at.scan(number)
  await at.desk.syncNow()
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', why: 'unsecured', where: 'here', barcode: '3001' }])
  await at.do({ type: 'security-done', barcode: '3001', secured: true, verified: true })
  expect(at.desk.status().tasks).toEqual([])
})

test('[DS39] the way of an entry is told: scanned, with the hub, asked, answered, and what became of it', async () => {
  const { at, told, entry, task } = await asked()
  at.clock.pass(7200)
  await at.do(event(task, 'write-off'))
  const steps = async () => (await at.desk.trail(entry)).map(({ step, outcome, choice }) => [step, outcome?.kind ?? choice])
  expect(await steps()).toEqual([
    ['scanned', undefined],
    ['held', undefined],
    ['outcome', 'needs-person'],
    ['answered', 'write-off'],
  ])
  expect((await at.desk.trail(entry))[0]!.at).toBe((await at.desk.entries())[1]!.at.wall)
  await told(entry, { kind: 'history-only', notes: [], answered: { entry: 'x', choice: 'write-off' } })
  expect((await steps()).at(-1)).toBeDefined()
})

test('[DS40] a number is looked up without anything happening to it', async () => {
  const { at } = await station()
  expect(await at.desk.lookUp('3006')).toMatchObject({ item: { title: 'Kirja 3006' } })
  expect(await at.desk.lookUp('2001')).toMatchObject({ patron: { patronId: 'anna' } })
  expect(await at.desk.lookUp('nothing like it')).toEqual({})
  expect(await at.recorded()).toEqual([])
})

test('[DS41] an answer that waits is taken back: what was asked is asked again, also after a restart', async () => {
  const { at, task } = await asked()
  await at.do(event(task, 'write-off'))
  const [answered] = at.desk.status().tasks
  const given = await last(at)
  expect(answered!.answered).toMatchObject({ entry: { sequence: given.sequence }, choice: 'write-off' })
  await at.do({ type: 'take-answers-back', answers: [answered!.answered!.entry!] })
  expect((await last(at)).transaction).toMatchObject({
    kind: 'undo',
    target: { epoch: given.epoch, sequence: given.sequence },
    why: 'mistyped',
  })
  expect(at.desk.status().tasks).toMatchObject([{ taskId: task.taskId, kind: 'question' }])
  expect(at.desk.status().tasks[0]).not.toHaveProperty('answered')
  const again = await at.again()
  expect(again.desk.session().lines.filter(({ kind }) => kind === 'undo')).toEqual([])
})

test('[DS38] what belongs to another branch stands on the pull list with where it goes, until it is handed over', async () => {
  const { at, told } = await station()
  await at.do({ type: 'choose-stop', branch: 'main' })
  await at.scan('3007')
  const [line] = at.desk.session().lines
  await told(line!.entry!, { kind: 'applied' })
  const [transaction] = (await at.recorded()).filter(({ kind }) => kind === 'checkin')
  expect(transaction).toMatchObject({ destination: { kind: 'transfer' } })
  expect(at.desk.status().tasks).toMatchObject([{ kind: 'find', why: 'transfer', to: { branch: 'bus' } }])
  expect(at.desk.status().tasks.filter(isForUs)).toEqual([])
  at.clock.pass(7200)
  await at.do({ type: 'task-done', taskIds: [at.desk.status().tasks[0]!.taskId] })
  expect(at.desk.status().tasks).toEqual([])
})

test('[DS36] [DS14] an answer to the replay is taken while the desk itself asks, and leaves that question where it is', async () => {
  const { at, task } = await asked()
  await at.scan('2001')
  await at.scan('3007')
  const { verdict } = at.desk.session()
  await at.do(event(task, 'write-off'))
  expect(at.desk.status().tasks).toMatchObject([{ answered: { choice: 'write-off' } }])
  expect(at.desk.session()).toMatchObject({ verdict, question: { about: 'own-loan' } })
  await at.do({ type: 'take-answers-back', answers: [at.desk.status().tasks[0]!.answered!.entry!] })
  expect(at.desk.status().tasks[0]).not.toHaveProperty('answered')
})
