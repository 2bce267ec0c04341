import { useTranslation } from 'react-i18next'
import { isForOffice, isForUs } from '../../sync/station/tasks.ts'
import { useDesk, useStation } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { NewVersion } from './new-version.tsx'
import { PadPanel } from './pad-panel.tsx'
import { useStationNotices } from './station-notices.ts'
import { useTaskWords } from './task-words.ts'

const taskRows = 2

/** What lies on the pad, and what is to be sorted out: here first, the office in one quiet line. */
export function SidePanel({ inert }: { readonly inert: boolean }) {
  const { t } = useTranslation()
  return (
    <aside className="side" aria-label={t('side.label')} inert={inert}>
      <PadPanel />
      <NewVersion />
      <ToSortOut />
    </aside>
  )
}

function ToSortOut() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const tasks = useDesk(({ status }) => status.tasks)
  const say = useTaskWords()
  const here = tasks.filter(isForUs)
  const office = tasks.filter(task => isForOffice(task)).length
  const notices = useStationNotices()
  return (
    <div className="sort">
      <h2>
        {t('tasks.title')} <b>{here.length + notices.length}</b>
      </h2>
      <ul className="rows">
        {notices.slice(0, taskRows).map(({ id, title, why, opens }) => (
          <li key={id} className="tap" data-notice={id}>
            <button type="button" className="plane-btn" onClick={() => screen.open(opens ?? 'tasks')}>
              <span>
                <b className="clamp2">{title}</b>
                <small className="clip">{why}</small>
              </span>
              <Sign name="go" className="go" />
            </button>
          </li>
        ))}
        {here.slice(0, Math.max(0, taskRows - notices.length)).map(task => (
          <li key={task.taskId} className="tap">
            <button type="button" className="plane-btn" onClick={() => screen.open('tasks', task.taskId)}>
              <span>
                <b className="clamp2">{say(task).title}</b>
                <small className="clip">{say(task).about}</small>
              </span>
              <Sign name="go" className="go" />
            </button>
          </li>
        ))}
        {here.length + notices.length === 0 && (
          <li className="empty">
            <span className="quiet">{t('tasks.none')}</span>
          </li>
        )}
      </ul>
      <button type="button" className="office plane-btn" onClick={() => screen.open('tasks')}>
        <span>{t('tasks.office', { count: office })}</span>
        <Sign name="go" className="go" />
      </button>
    </div>
  )
}
