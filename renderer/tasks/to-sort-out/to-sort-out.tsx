import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAboutMoney, type ReplayChoice } from '../../../circulation/outcome.ts'
import type { Desk, Task } from '../../../sync/station/desk.ts'
import { alikeAs } from '../../../sync/station/tasks.ts'
import { useStationNotices } from '../../desk/station-notices.ts'
import { useDesk, useScreen, useStation } from '../../store/station.ts'
import { type PlaneAct, TaskPlane } from '../task-plane.tsx'
import { BookSlips } from './book-slips.tsx'
import { HeldBack, ThisMachine, WayHome } from './machine-and-line.tsx'
import { TaskDetails } from './task-details.tsx'
import { inGroups, TaskList } from './task-list.tsx'
import { type Answering, asksFor, useAnswering } from './use-answering.ts'

/** F6: what this vehicle can do now, the books to find, and, apart from them, what waits for somebody at an office desk; each can be answered. */
export function ToSortOut() {
  const { t } = useTranslation()
  const { desk } = useStation()
  const tasks = useDesk(({ status }) => status.tasks)
  const about = useScreen(state => state.about)
  const [chosen, setChosen] = useState(about)
  const groups = inGroups(tasks)
  // 'Nothing' below what is wrong with the machine would deny it.
  const notices = useStationNotices()
  const task = tasks.find(({ taskId }) => taskId === chosen) ?? groups[0]?.tasks[0]
  const answering = useAnswering(task)
  const alike = task ? sameAs(task, tasks, answering.choice) : []
  const words = useActWords()
  const [first, second] = isAtGate(task) ? actsOnGate(task, desk, words) : actsOn(task, alike, answering, words)
  const acts = [first, second, { words: t('tasks.sync-now'), act: () => void desk.syncNow() }]
  return (
    <TaskPlane wide title={t('tasks.title')} acts={acts}>
      <div className="two resolving">
        <div>
          <ThisMachine />
          {(groups.length > 0 || notices.length === 0) && <TaskList groups={groups} chosen={task?.taskId} onChoose={setChosen} />}
          <HeldBack />
        </div>
        {task && <TaskDetails key={task.taskId} task={task} answering={answering} />}
      </div>
      <div className="plane-foot">
        <BookSlips tasks={tasks} chosen={task} />
        <WayHome />
      </div>
    </TaskPlane>
  )
}

/** What F11 is for too: equal questions; and, where the choice needs no number of its own, all where the same is asked with the same choices. Money is looked at each by itself. */
function sameAs(task: Task, tasks: readonly Task[], choice: ReplayChoice | undefined): readonly Task[] {
  if (task.answered) return tasks.filter(one => one.answered?.choice === task.answered?.choice && askedAs(one) === askedAs(task))
  if (task.kind === 'find') return task.why ? tasks.filter(one => one.why === task.why) : [task]
  const { outcome } = task.outcome
  if (outcome.kind === 'needs-person' && isAboutMoney(outcome.question)) return [task]
  if (choice && !asksFor[choice])
    return tasks.filter(one => one.kind === task.kind && !one.answered && askedAs(one) === askedAs(task))
  const alike = alikeAs(task)
  return alike === undefined ? [task] : tasks.filter(one => !one.answered && alikeAs(one) === alike)
}

/** The same question with the same choices; of another task, itself alone. */
function askedAs({ outcome: { outcome }, taskId }: Task): string {
  if (outcome.kind !== 'needs-person') return taskId
  return [outcome.question, outcome.choices.join(), outcome.about?.join()].join(' ')
}

interface ActWords {
  readonly answer: (choice: string) => string
  readonly all: (count: number) => string
  readonly found: string
  readonly handedOver: (count: number) => string
  readonly back: string
  readonly allBack: (count: number) => string
  readonly seenTo: string
  readonly seen: string
}

function useActWords(): ActWords {
  const { t } = useTranslation()
  return {
    answer: choice => t('tasks.answer', { choice: t(`replay-choice.${choice}`) }),
    all: count => t('tasks.answer-all', { count }),
    found: t('tasks.found'),
    handedOver: count => t('tasks.handed-over', { count }),
    back: t('tasks.take-back'),
    allBack: count => t('tasks.take-back-all', { count }),
    seenTo: t('pad.seen-to'),
    seen: t('tasks.seen'),
  }
}

const isAtGate = (task: Task | undefined): task is Task => task?.why === 'unsecured' || task?.why === 'alarms'

/** A tag that was not switched: done when it is on a pad again, or seen to in another way. */
function actsOnGate({ barcode = '' }: Task, desk: Desk, words: ActWords): readonly [PlaneAct?, PlaneAct?] {
  return [{ words: words.seenTo, act: () => void desk.dispatch({ type: 'gate-seen-to', barcode }) }]
}

/** F10 answers as is chosen, takes an answer back, or ticks off; F11 does so for all that are equal, or says that the book is found. */
function actsOn(
  task: Task | undefined,
  alike: readonly Task[],
  answering: Answering,
  words: ActWords,
): readonly [PlaneAct?, PlaneAct?] {
  const { choice, isReady, answer, tickOff, takeBack } = answering
  if (!task) return []
  if (task.answered) {
    const one = { words: words.back, act: () => takeBack([task]) }
    return alike.length > 1 ? [one, { words: words.allBack(alike.length), act: () => takeBack(alike) }] : [one]
  }
  if (task.kind === 'told') return [{ words: words.seen, act: () => tickOff([task]) }]
  if (task.why === 'left') return [{ words: words.seenTo, act: () => tickOff([task]) }]
  if (task.why) {
    const one = { words: words.handedOver(1), act: () => tickOff([task]) }
    return alike.length > 1 ? [one, { words: words.handedOver(alike.length), act: () => tickOff(alike) }] : [one]
  }
  if (!choice) return task.kind === 'find' ? [{ words: words.found, act: () => tickOff([task]) }] : []
  const first = { words: words.answer(choice), act: () => answer([task]), disabled: !isReady }
  if (task.kind === 'find') return [first, { words: words.found, act: () => tickOff([task]) }]
  return alike.length > 1 ? [first, { words: words.all(alike.length), act: () => answer(alike), disabled: !isReady }] : [first]
}
