import { useTranslation } from 'react-i18next'
import { ageOf } from '../i18n/formats.ts'
import { useDesk, useFormats, useStation } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { branchOf, routeOf, todayOf, zoneOf } from './place.ts'

/** The stop sign: where we are, how the line stands, what time it is. Being offline is as calm here as the clock. */
export function Header() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { screen } = useStation()
  const { branch, stopId } = useDesk(({ session }) => session)
  const settings = useDesk(state => state.settings)
  const now = useDesk(state => state.now)
  const today = todayOf(settings, branch, now)
  const here = settings.stops.find(stop => stop.stopId === stopId)
  const visit = here && routeOf(settings, branch, today).find(({ stop }) => stop.stopId === stopId)?.visit
  return (
    <header className="sign">
      <button type="button" className="place-btn plane-btn" onClick={() => screen.open('stops')} title={t('stops.change')}>
        {here && (
          <span className="line">
            <span className="spoken">{t('header.line')} </span>
            {here.line}
          </span>
        )}
        <span className="stop clip">{here?.name ?? branchOf(settings, branch)?.name ?? branch}</span>
        {visit && <span className="stop-time">{formats.times(visit.from, visit.to)}</span>}
      </button>
      <LinkState />
      <span className="clock">{formats.time(now, zoneOf(settings, branch))}</span>
    </header>
  )
}

function LinkState() {
  const { t } = useTranslation()
  const { link, unsent, dataAgeMs, refusedByHub, refusedAtHome, copies, register } = useDesk(({ status }) => status)
  const age = dataAgeMs === undefined ? undefined : ageOf(dataAgeMs)
  const percent = Math.floor((100 * register.segmentsHere) / Math.max(1, register.segmentsInAll))
  const data =
    copies.kind === 'second-missing'
      ? t('header.second-missing')
      : register.sealed || (register.lease && register.lease.kind !== 'ending')
        ? t('header.lease-locked')
        : !register.complete
          ? t('header.coming', { percent })
          : age
            ? t(`header.age-${age.unit}`, { count: age.count })
            : t('header.no-data')
  return (
    <div className="link" role="status" aria-label={t('header.link')}>
      <Sign name={`link-${link}`} />
      <b>{t(refusedByHub ? `refused-by-hub.${refusedByHub}` : refusedAtHome ? 'header.refused-at-home' : `link.${link}`)}</b>
      <span>{unsent === 0 ? t('header.all-sent') : t('header.unsent', { count: unsent })}</span>
      <span>{data}</span>
    </div>
  )
}
