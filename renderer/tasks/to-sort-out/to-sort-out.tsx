import { useTranslation } from 'react-i18next'
import type { Wait } from '../../../sync/protocol/brake.ts'
import type { Task } from '../../../sync/station/desk.ts'
import { zoneOf } from '../../desk/place.ts'
import { useStationNotices } from '../../desk/station-notices.ts'
import { useTaskWords } from '../../desk/task-words.ts'
import { useWaitWords } from '../../desk/wait-words.ts'
import { useDesk, useFormats, useScreen, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** F6: what this vehicle can do now, and, apart from it, what waits for somebody at an office desk. */
export function ToSortOut() {
  const { t } = useTranslation()
  const { desk } = useStation()
  const tasks = useDesk(({ status }) => status.tasks)
  const here = tasks.filter(({ where }) => where === 'here')
  const office = tasks.filter(({ where }) => where === 'office')
  return (
    <TaskPlane reads title={t('tasks.title')} acts={[{ words: t('tasks.sync-now'), act: () => void desk.syncNow() }]}>
      <ThisMachine />
      <HeldBack />
      <TaskSection title={t('tasks.here')} empty={t('tasks.none')} tasks={here} />
      <TaskSection title={t('tasks.at-office')} empty={t('tasks.none')} tasks={office} />
    </TaskPlane>
  )
}

/** What is wrong, or was put right, with the machine itself; nothing where nothing is. */
function ThisMachine() {
  const { t } = useTranslation()
  const notices = useStationNotices()
  if (notices.length === 0) return null
  return (
    <section className="task-section">
      <h2>
        {t('notice.title')} <b>{notices.length}</b>
      </h2>
      <ul>
        {notices.map(({ id, title, why }) => (
          <li key={id} data-notice={id}>
            <b>{title}</b>
            <span>{why}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What has gone home and is held back there, by reason: nobody here has to do anything. */
function HeldBack() {
  const { t } = useTranslation()
  const words = useWaitWords()
  const waits = Object.values(useDesk(({ status }) => status.waits) ?? {})
  if (waits.length === 0) return null
  const reasons = new Map<string, Wait[]>()
  for (const wait of waits) {
    const reason = `${wait.why} ${wait.until ?? ''}`
    reasons.set(reason, [...(reasons.get(reason) ?? []), wait])
  }
  return (
    <section className="task-section">
      <h2>
        {t('waits-why.title')} <b>{waits.length}</b>
      </h2>
      <ul>
        {[...reasons].map(([reason, lines]) => (
          <li key={reason} data-wait={lines[0]!.why}>
            <b>{t('waits-why.lines', { count: lines.length })}</b>
            <span>{words.whole(lines[0]!)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface TaskSectionProps {
  readonly title: string
  readonly empty: string
  readonly tasks: readonly Task[]
}

function TaskSection({ title, empty, tasks }: TaskSectionProps) {
  return (
    <section className="task-section">
      <h2>
        {title} <b>{tasks.length}</b>
      </h2>
      {tasks.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <ul>
          {tasks.map(task => (
            <TaskRow key={task.taskId} task={task} />
          ))}
        </ul>
      )}
    </section>
  )
}

function TaskRow({ task }: { readonly task: Task }) {
  const say = useTaskWords()
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const isMeant = useScreen(state => state.about === task.taskId)
  const { title, about, reason } = say(task)
  return (
    <li className={isMeant ? 'meant' : ''}>
      <b>{title}</b>
      <span className="clip">{[about, task.barcode !== about ? task.barcode : undefined].filter(Boolean).join(', ')}</span>
      <span>{reason}</span>
      <small>{`${formats.time(task.outcome.at, zone)} ${codeOf(task)}`}</small>
    </li>
  )
}

/** For the support call. */
function codeOf({ outcome: { outcome, sequence } }: Task): string {
  const what = outcome.kind === 'needs-person' ? outcome.question : outcome.kind === 'refused' ? outcome.code : outcome.kind
  return `${what} ${sequence}`
}
