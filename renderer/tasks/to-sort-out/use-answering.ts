import { useState } from 'react'
import type { ReplayChoice } from '../../../circulation/outcome.ts'
import type { Task } from '../../../sync/station/desk.ts'
import { useStation } from '../../store/station.ts'

/** What the plane is about to answer: nothing is recorded before F10, F11 or a touch of their buttons. */
export interface Answering {
  readonly choices: readonly ReplayChoice[]
  /** The recommended one until another is chosen. */
  readonly choice: ReplayChoice | undefined
  readonly right: string
  /** Whether the choice has what it needs. */
  readonly isReady: boolean
  choose(choice: ReplayChoice): void
  setRight(text: string): void
  answer(tasks: readonly Task[]): void
  /** Answers given here that wait. */
  takeBack(tasks: readonly Task[]): void
  tickOff(tasks: readonly Task[]): void
}

/** Choices that need a number, and which one; a title may be given. */
export const asksFor: Partial<Record<ReplayChoice, 'barcode' | 'card' | 'title'>> = {
  'correct-barcode': 'barcode',
  'correct-card': 'card',
  'quick-add': 'title',
}

/** The choice and the right number for one task; both begin anew with the next. */
export function useAnswering(task: Task | undefined): Answering {
  const { desk } = useStation()
  const [state, setState] = useState<{ taskId?: string; choice?: ReplayChoice; right: string }>({ right: '' })
  const mine = state.taskId === task?.taskId ? state : { right: '' as string }
  const outcome = task?.outcome.outcome
  const question = outcome?.kind === 'needs-person' ? outcome.question : undefined
  const choices = outcome?.kind === 'needs-person' ? offered(task!, outcome.choices) : []
  const choice = ('choice' in mine ? mine.choice : undefined) ?? choices[0]
  const needs = choice && asksFor[choice]
  const right = mine.right.trim()
  const change = (part: Partial<typeof state>) =>
    setState({ ...mine, ...(choice && { choice }), ...(task && { taskId: task.taskId }), ...part })
  return {
    choices,
    choice,
    right: mine.right,
    isReady: choice !== undefined && (needs === undefined || needs === 'title' || right !== ''),
    choose: chosen => change({ choice: chosen, right: '' }),
    setRight: text => change({ right: text }),
    answer: tasks => {
      const named = tasks.flatMap(({ taskId, target }) => (target ? [{ taskId, target }] : []))
      if (!choice || !question || named.length === 0) return
      const given = needs && right ? { right: { [needs]: right } } : {}
      void desk.dispatch({ type: 'resolve', tasks: named, question, choice, ...given })
    },
    takeBack: tasks => {
      const answers = tasks.flatMap(({ answered }) => answered?.entry ?? [])
      if (answers.length > 0) void desk.dispatch({ type: 'take-answers-back', answers })
    },
    tickOff: tasks => void desk.dispatch({ type: 'task-done', taskIds: tasks.map(({ taskId }) => taskId) }),
  }
}

/** What is looked for already is not offered to be looked for. */
function offered({ kind }: Task, choices: readonly ReplayChoice[]): readonly ReplayChoice[] {
  return kind === 'find' ? choices.filter(choice => choice !== 'look-for-it') : choices
}
