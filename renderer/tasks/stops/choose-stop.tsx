import { useEffect, useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { localTimeOf, proposedStop, routeOf, todayOf } from '../../desk/place.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { lastRunElsewhere, type Run } from './wrong-stop.ts'

/** Where the desk stands: the stop that the time of day proposes first, then today's line, then the others. The branch of record can be another. */
export function ChooseStop() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { desk, screen } = useStation()
  const session = useDesk(state => state.session)
  const settings = useDesk(state => state.settings)
  const now = useDesk(state => state.now)
  const [branch, setBranch] = useState(session.branch)
  const route = routeOf(settings, branch, todayOf(settings, branch, now))
  const time = localTimeOf(settings, branch, now)
  const proposed = proposedStop(route, time)
  const others = settings.stops.filter(stop => stop.branch === branch && !route.some(at => at.stop.stopId === stop.stopId))
  const first = session.branch === branch && session.stopId ? session.stopId : (proposed?.stop.stopId ?? others[0]?.stopId)
  const [picked, setPicked] = useState<string>()
  const chosen = picked ?? first
  const run = useRunToCorrect(branch, chosen)

  const place = { branch, ...(chosen !== undefined && { stopId: chosen }) }
  const choose = (stopId = chosen) => {
    screen.close()
    void desk.dispatch({ type: 'choose-stop', branch, ...(stopId !== undefined && { stopId }) })
  }
  const correct = () => {
    if (!run) return
    screen.close()
    void desk.dispatch({ type: 'choose-stop', ...place })
    void desk.dispatch({ type: 'correct-stop', fromSequence: run.from, toSequence: run.to, ...place })
  }
  const rows = [
    ...route.map(({ stop, visit: { from, to } }) => {
      const times = formats.times(from, to)
      return { stop, id: stop.stopId, when: from <= time && time <= to ? t('stops.now', { times }) : times }
    }),
    ...others.map(stop => ({ stop, id: stop.stopId, when: t('stops.not-today') })),
  ]
  const stopName = settings.stops.find(({ stopId }) => stopId === chosen)?.name
  const branchName = settings.branches.find(known => known.branch === branch)?.name ?? branch
  return (
    <TaskPlane
      title={t('stops.title')}
      note={branchName}
      wide
      acts={[
        { words: t('stops.here', { name: stopName ?? branchName }), act: () => choose() },
        run && { words: t('stops.correct', { count: run.count }), act: correct },
      ]}
    >
      <div className="two">
        <ListBox
          className="stops"
          aria-label={t('board.route')}
          autoFocus="first"
          items={rows}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen === undefined ? [] : [chosen]}
          onSelectionChange={keys => setPicked(String([...keys][0]))}
          renderEmptyState={() => <p className="quiet">{t('stops.none')}</p>}
        >
          {({ stop, when }) => (
            <ListBoxItem className="choice" textValue={stop.name}>
              <i className="box" aria-hidden="true" />
              <b className="clip">{stop.name}</b>
              <span>{t('verdict-word.line', { line: stop.line })}</span>
              <span>{when}</span>
            </ListBoxItem>
          )}
        </ListBox>
        <section>
          <h2>{t('stops.branch')}</h2>
          <ListBox
            className="stops"
            aria-label={t('stops.branch')}
            items={settings.branches.map(known => ({ ...known, id: known.branch }))}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[branch]}
            onSelectionChange={keys => {
              setBranch(String([...keys][0]))
              setPicked(undefined)
            }}
          >
            {({ name }) => (
              <ListBoxItem className="choice short" textValue={name}>
                <i className="box" aria-hidden="true" />
                <b className="clip">{name}</b>
              </ListBoxItem>
            )}
          </ListBox>
          <p className="plane-note">{t('stops.branch-note')}</p>
        </section>
      </div>
    </TaskPlane>
  )
}

/** What was recorded since the stop was last chosen, if that was another one. */
function useRunToCorrect(branch: string, stopId: string | undefined): Run | undefined {
  const { desk } = useStation()
  const [run, setRun] = useState<Run>()
  useEffect(() => {
    let current = true
    void desk.entries().then(entries => current && setRun(lastRunElsewhere(entries, branch, stopId)))
    return () => {
      current = false
    }
  }, [desk, branch, stopId])
  return run
}
