import { useTranslation } from 'react-i18next'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { WaitReason } from '../../sync/protocol/brake.ts'
import type { StationRow } from '../../sync/protocol/office.ts'
import { LibrarySystem } from './library-system.tsx'
import { useAge, useInstant, useOffice, useOfficeState } from './office-context.ts'

/** The library system, and every station: when it was heard, what waits, how wrong its clock is, how old its data. */
export function Stations({ now }: { readonly now: number }) {
  return (
    <>
      <LibrarySystem now={now} />
      <TurnedAway />
      <EveryStation now={now} />
    </>
  )
}

/** Journals that do not come home because the hub does not take them: it is here that somebody can change that. */
function TurnedAway() {
  const { t } = useTranslation()
  const instant = useInstant()
  const turnedAway = useOfficeState(state => state.turnedAway) ?? []
  if (turnedAway.length === 0) return null
  return (
    <section className="turned-away" aria-label={t('office.turned-away')}>
      <h2>{t('office.turned-away')}</h2>
      <ul>
        {turnedAway.map(({ at, who }) => {
          const last = instant(at)
          if (!who) return <li key="">{t('office.turned-away-token', { at: last })}</li>
          const { station, by } = who
          return <li key={`${by}/${station}`}>{t('office.turned-away-station', { at: last, station, by })}</li>
        })}
      </ul>
    </section>
  )
}

function EveryStation({ now }: { readonly now: number }) {
  const { t } = useTranslation()
  const stations = useOfficeState(state => state.stations)
  if (!stations) return null
  if (stations.length === 0) return <p className="quiet">{t('office.no-stations')}</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('office.station')}</th>
          <th scope="col">{t('office.last-contact')}</th>
          <th scope="col">{t('office.last-upload')}</th>
          <th scope="col" className="number">
            {t('office.waiting')}
          </th>
          <th scope="col" className="number">
            {t('office.needs-person')}
          </th>
          <th scope="col">{t('office.clock')}</th>
          <th scope="col">{t('office.data-age')}</th>
          <th scope="col">{t('office.version')}</th>
          <th scope="col">
            <span className="spoken">{t('office.pause-station')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {stations.map(row => (
          <Station key={row.station} row={row} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function Station({ row, now }: { readonly row: StationRow; readonly now: number }) {
  const { t } = useTranslation()
  const office = useOffice()
  const age = useAge()
  const clock = useClockWords()
  const since = (instant: string | undefined) => (instant ? age(now - milliseconds(instant)) : t('office.never'))
  const paused = useOfficeState(({ brake }) => brake?.settings.pausedStations) ?? []
  const isPaused = paused.includes(row.station)
  const toggle = () =>
    office.change({ pausedStations: isPaused ? paused.filter(one => one !== row.station) : [...paused, row.station] })
  const held = Object.entries(row.held) as [WaitReason, number][]
  return (
    <tr>
      <th scope="row">{row.station}</th>
      <td>{since(row.lastContact)}</td>
      <td>{since(row.lastUpload)}</td>
      <td className="number">
        {row.waiting}
        {held.map(([why, count]) => (
          <small key={why}>{`${count} ${t(`office.held-${why}`)}`}</small>
        ))}
      </td>
      <td className="number">{row.needsPerson}</td>
      <td>{clock(row.clock)}</td>
      <td>{row.dataAgeMs === undefined ? t('office.unknown') : age(row.dataAgeMs)}</td>
      <td>{row.appVersion ?? t('office.unknown')}</td>
      <td>
        <button type="button" className="btn small" aria-pressed={isPaused} onClick={() => void toggle()}>
          <b>{t(isPaused ? 'office.go-on-station' : 'office.pause-station')}</b>
          <span className="spoken">{row.station}</span>
        </button>
      </td>
    </tr>
  )
}

/** A clock is right where it is not further off than nobody would notice. */
const rightMs = 2000

function useClockWords(): (clock: StationRow['clock']) => string {
  const { t } = useTranslation()
  return clock => {
    if (!clock) return t('office.unknown')
    if (Math.abs(clock.ms) <= rightMs) return t('office.clock-right')
    const seconds = Math.round(Math.abs(clock.ms) / 1000)
    return clock.ms > 0 ? t('office.clock-behind', { seconds }) : t('office.clock-ahead', { seconds })
  }
}
