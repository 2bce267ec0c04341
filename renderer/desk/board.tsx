import { useTranslation } from 'react-i18next'
import type { Hold } from '../../circulation/truth.ts'
import { isForUs } from '../../sync/station/tasks.ts'
import { useDesk, useFormats, useRoute } from '../store/station.ts'
import { localTimeOf, routeOf, todayOf } from './place.ts'

const none: readonly Hold[] = []

/** While nobody is served: what waits at this stop, and what the day has come to. */
export function Board() {
  const { t } = useTranslation()
  const stopId = useDesk(({ session }) => session.stopId)
  const ready = useRoute(({ holds }) => holds[stopId ?? ''] ?? none).filter(({ state }) => state.kind === 'waiting')
  const here = useDesk(({ status }) => status.tasks.filter(isForUs).length)
  const { lent, returned } = useDesk(({ status }) => status.today)
  const boxes = [...new Set(ready.flatMap(({ state }) => (state.kind === 'waiting' && state.box ? [state.box] : [])))]
  return (
    <section className="board">
      <h1>{t('board.waits-here')}</h1>
      <ul>
        <li>
          <b>{ready.length}</b>
          <span className="what">{t('board.holds', { count: ready.length })}</span>
          <span className="where">{boxes.length > 0 ? t('board.box', { boxes: boxes.join(', ') }) : ''}</span>
        </li>
        <li>
          <b>{here}</b>
          <span className="what">{t('board.tasks', { count: here })}</span>
          <span className="where">{t('board.show')}</span>
        </li>
        <li>
          <b>{lent}</b>
          <span className="what">{t('board.lent-today', { count: lent })}</span>
          <span className="where">{t('board.returned-today', { count: returned })}</span>
        </li>
      </ul>
    </section>
  )
}

/** Today's route as the line on a timetable: what is past, where we are, what comes. */
export function RouteList() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { branch, stopId } = useDesk(({ session }) => session)
  const settings = useDesk(state => state.settings)
  const now = useDesk(state => state.now)
  const holds = useRoute(state => state.holds)
  const route = routeOf(settings, branch, todayOf(settings, branch, now))
  const time = localTimeOf(settings, branch, now)
  const at = route.findIndex(({ stop }) => stop.stopId === stopId)
  const first = Math.max(0, Math.min(at - 1, route.length - 5))
  return (
    <ol className="list route" aria-label={t('board.route')}>
      {route.slice(first, first + 5).map(({ stop, visit }) => {
        const isHere = stop.stopId === stopId
        const isPast = !isHere && visit.to <= time
        return (
          <li
            key={stop.stopId}
            className={isHere ? 'row now' : isPast ? 'row past' : 'row'}
            aria-current={isHere ? 'location' : undefined}
          >
            <time>{formats.times(visit.from, visit.to)}</time>
            <span className="dot">
              <i />
            </span>
            <span className="clip">{stop.name}</span>
            <span className="f">
              {isPast ? t('board.visited') : t('board.stop-holds', { count: (holds[stop.stopId] ?? none).length })}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
