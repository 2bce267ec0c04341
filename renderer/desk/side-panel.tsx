import { useTranslation } from 'react-i18next'
import { isForUs } from '../../sync/station/tasks.ts'
import type { PadItem } from '../store/pad-store.ts'
import { useDesk, usePad, useStation } from '../store/station.ts'
import { MiniSign, Sign } from '../symbols.tsx'
import { NewVersion } from './new-version.tsx'
import { useStationNotices } from './station-notices.ts'
import { useTaskWords } from './task-words.ts'

const padRows = 3
const taskRows = 2

/** What lies on the pad, and what is to be sorted out: here first, the office in one quiet line. */
export function SidePanel({ inert }: { readonly inert: boolean }) {
  const { t } = useTranslation()
  return (
    <aside className="side" aria-label={t('side.label')} inert={inert}>
      <Pad />
      <NewVersion />
      <ToSortOut />
    </aside>
  )
}

function Pad() {
  const { t } = useTranslation()
  const { connected, items } = usePad(state => state)
  const stacked = items.length > padRows
  return (
    <>
      <h2>
        {t('pad.pad')} <b>{items.length}</b>
      </h2>
      <ul className="rows">
        {items.slice(0, stacked ? padRows - 1 : padRows).map(item => (
          <PadRow key={item.barcode} item={item} />
        ))}
        {items.length === 0 && (
          <li className="empty">
            <span className="quiet">{t(connected ? 'pad.empty' : 'pad.none')}</span>
          </li>
        )}
        {stacked && (
          <li className="empty">
            <Spines items={items} />
          </li>
        )}
      </ul>
    </>
  )
}

function PadRow({ item }: { readonly item: PadItem }) {
  const { t } = useTranslation()
  const waits = item.state === 'waiting' || item.state === 'unread'
  const small = waits ? t(`pad.${item.state}`) : item.alarm ? t(`pad.alarm-${item.alarm}`) : t('pad.alarm-unknown')
  return (
    <li>
      {item.state === 'waiting' || item.state === 'unread' ? (
        <Sign name="hour" className="mini quiet" />
      ) : (
        <MiniSign shape={item.state} />
      )}
      <span>
        <span className="clamp2">{item.title ?? item.barcode}</span>
        <small>{small}</small>
      </span>
    </li>
  )
}

function Spines({ items }: { readonly items: readonly PadItem[] }) {
  const { t } = useTranslation()
  const unread = items.filter(({ state }) => state === 'unread' || state === 'waiting').length
  return (
    <span>
      <span className="spines" aria-hidden="true">
        {items.map(({ barcode, state }) => (
          <i key={barcode} className={state === 'unread' || state === 'waiting' ? 'unread' : undefined} />
        ))}
      </span>
      <small>{t('pad.read', { read: items.length - unread, unread })}</small>
    </span>
  )
}

function ToSortOut() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const tasks = useDesk(({ status }) => status.tasks)
  const say = useTaskWords()
  const here = tasks.filter(isForUs)
  const office = tasks.filter(task => !task.answered && !isForUs(task)).length
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
