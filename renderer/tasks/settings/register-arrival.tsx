import { useRef, useState } from 'react'
import { Button, FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { isNoRoom } from '../../../sync/journal/no-room.ts'
import { Arrival, roundedTime } from '../../arrival.ts'
import { zoneOf } from '../../desk/place.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'

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
    <div className="register-key" data-arrival={complete ? 'whole' : 'coming'}>
      <b>{t('settings.register-data')}</b>
      <span>
        {t(complete ? 'settings.register-whole' : 'settings.register-coming', {
          here: formats.megabytes(bytesHere),
          all: formats.megabytes(bytesInAll),
        })}{' '}
        {left && t(`opening.left-${left.unit}`, { count: left.count })}{' '}
        {trueAt && t('settings.register-of', { time: formats.instant(trueAt, zone) })}
      </span>
      {!complete && <FromStick />}
    </div>
  )
}

/** Most of the register may come on a stick: what speaks of nobody. */
function FromStick() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { plantSeed } = useStation()
  const [said, setSaid] = useState('')
  if (!plantSeed) return null
  const take = async (file: File | undefined) => {
    if (!file) return
    setSaid(t('settings.seed-reading'))
    try {
      const planted = await plantSeed(file)
      if (planted.kind !== 'taken') return setSaid(t(`settings.seed-${planted.kind}`))
      const { bytes, damaged } = planted
      setSaid(t(damaged > 0 ? 'settings.seed-damaged' : 'settings.seed-taken', { megabytes: formats.megabytes(bytes) }))
    } catch (error) {
      setSaid(t(isNoRoom(error) ? 'settings.seed-full' : 'settings.seed-unreadable'))
    }
  }
  return (
    <div className="passphrase-acts">
      <FileTrigger onSelect={files => void take(files?.[0])}>
        <Button className="btn">{t('settings.seed')}</Button>
      </FileTrigger>
      <span role="status">{said}</span>
    </div>
  )
}
