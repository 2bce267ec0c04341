import { Header, ListBoxItem, ListBoxSection } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../../sync/station/desk.ts'
import { useTaskWords } from '../../desk/task-words.ts'
import { MiniSign, Sign } from '../../symbols.tsx'
import { ChooseOne } from '../choose-one.tsx'

type GroupName = 'here' | 'find' | 'at-office' | 'answered'

export interface TaskGroup {
  readonly name: GroupName
  readonly tasks: readonly Task[]
}

/** Split into what this vehicle can do now, books to find, what waits for the office, and what is answered already; empty ones are left out. */
export function inGroups(tasks: readonly Task[]): readonly TaskGroup[] {
  const names: readonly GroupName[] = ['here', 'find', 'at-office', 'answered']
  return names
    .map(name => ({ name, tasks: tasks.filter(task => groupOf(task) === name) }))
    .filter(group => group.tasks.length > 0)
}

function groupOf({ answered, kind, where }: Task): GroupName {
  if (answered) return 'answered'
  if (kind === 'find') return 'find'
  return where === 'here' ? 'here' : 'at-office'
}

interface TaskListProps {
  readonly groups: readonly TaskGroup[]
  readonly chosen: string | undefined
  readonly onChoose: (taskId: string) => void
}

/** Everything to sort out in one list. */
export function TaskList({ groups, chosen, onChoose }: TaskListProps) {
  const { t } = useTranslation()
  if (groups.length === 0) return <p className="quiet">{t('tasks.none')}</p>
  return (
    <ChooseOne label={t('tasks.list')} chosen={chosen} onChoose={onChoose}>
      {groups.map(({ name, tasks }) => (
        <ListBoxSection key={name} id={name}>
          <Header className="group">
            {t(`tasks.${name}`)} <b>{tasks.length}</b>
          </Header>
          {tasks.map(task => (
            <TaskRow key={task.taskId} task={task} />
          ))}
        </ListBoxSection>
      ))}
    </ChooseOne>
  )
}

function TaskRow({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const say = useTaskWords()
  const { title, about } = say(task)
  const number = task.barcode && about.includes(task.barcode) ? undefined : task.barcode
  return (
    <ListBoxItem
      id={task.taskId}
      className="hit task-row"
      textValue={[title, about, task.provisional && t('tasks.provisional-short')].filter(Boolean).join(' ')}
    >
      {task.answered ? (
        <Sign name="on-way" className="mini quiet" />
      ) : (
        <MiniSign shape={task.kind === 'find' ? 'aside' : 'ask'} />
      )}
      <span>
        <span className="task-name">
          <b className="clip">{title}</b>
          {task.provisional && <small>{t('tasks.provisional-short')}</small>}
        </span>
        <small className="clip">{[about, number].filter(Boolean).join(', ')}</small>
      </span>
    </ListBoxItem>
  )
}
