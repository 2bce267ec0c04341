import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import type { SessionEvent, Words } from './session.ts'

type Resolve = Extract<SessionEvent, { type: 'resolve' }>

/** Records one answer for each thing to sort out that is chosen: equal questions are answered together, each by an entry of its own. */
export function resolve(act: Act, { tasks, question, choice, right }: Resolve): void {
  const known = tasks.flatMap(({ taskId, target }) => {
    const entry = act.facts.entries.get(taskId)
    return entry ? [{ entry, target }] : []
  })
  for (const { entry, target } of known) {
    const { station, epoch, sequence } = target
    act.write({
      kind: 'answer',
      target: { station, epoch, sequence },
      hash: entry.hash,
      question,
      choice,
      ...(right && { right }),
    })
  }
  if (known.length > 0) sayBeside(act, words('verdict.answered', { count: known.length }))
}

/** Ticks off what was found or seen to. */
export function tickOff(act: Act, taskIds: readonly string[]): void {
  for (const taskId of taskIds) {
    const entry = act.facts.entries.get(taskId)
    if (!entry) continue
    const { station, epoch, sequence } = entry
    act.write({ kind: 'task-done', target: { station, epoch, sequence } })
  }
}

/** Takes answers back before anybody has carried them out: what was asked is asked again. */
export function takeAnswersBack(act: Act, answers: readonly EntryId[]): void {
  const given = answers.flatMap(id => act.facts.entries.get(entryKey(id)) ?? [])
  const mine = given.filter(({ transaction }) => transaction.kind === 'answer')
  for (const entry of mine) act.write({ kind: 'undo', target: act.refTo(entry), why: 'mistyped' })
  if (mine.length > 0) sayBeside(act, words('verdict.answer-back', { count: mine.length }))
}

/** The list of what is to be sorted out shows it too: a question that is open on the plane keeps its place. */
function sayBeside(act: Act, word: Words): void {
  if (!act.session.question) act.say({ shape: 'yes', word }, 'none')
}

/** The entries that such an event is about. */
export function tasksNamed(event: SessionEvent): readonly string[] {
  if (event.type === 'resolve') return event.tasks.map(({ taskId }) => taskId)
  if (event.type === 'take-answers-back') return event.answers.map(entryKey)
  return event.type === 'task-done' ? event.taskIds : []
}
