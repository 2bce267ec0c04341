import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Arrival, roundedTime } from '../../arrival.ts'
import { zoneOf } from '../../desk/place.ts'
import { useDesk, useFormats } from '../../store/station.ts'

/** How much of the library's data is here, how long the rest takes, and of when it is. */
export function RegisterArrival() {
  const { t } = useTranslation()
  const formats = useFormats()
  const register = useDesk(({ status }) => status.register)
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  useDesk(state => state.now)
  const arrival = useRef(new Arrival())
  const { bytesHere, bytesInAll = bytesHere, complete } = register
  const seconds = complete ? undefined : arrival.current.secondsLeft(bytesHere, bytesInAll, performance.now())
  const left = seconds === undefined ? undefined : roundedTime(seconds)
  const trueAt = register.readAt ?? register.asOf
  return (
    <p className="register-key" data-arrival={complete ? 'whole' : 'coming'}>
      <b>{t('settings.register-data')}</b>
      <span>
        {t(complete ? 'settings.register-whole' : 'settings.register-coming', {
          here: formats.megabytes(bytesHere),
          all: formats.megabytes(bytesInAll),
        })}{' '}
        {left && t(`opening.left-${left.unit}`, { count: left.count })}{' '}
        {trueAt && t('settings.register-of', { time: formats.instant(trueAt, zone) })}
      </span>
    </p>
  )
}
