import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { zoneOf } from '../../desk/place.ts'
import type { WatchedDevice } from '../../devices/device-board.ts'
import { useDesk, useFormats } from '../../store/station.ts'

/** One device: what it is, whether it is there, what it said last. */
export function DeviceLine({ device: { setting, state, last } }: { readonly device: WatchedDevice }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const role = setting.role ? t('devices.returns-only') : ''
  return (
    <li data-device={setting.id} data-state={state.kind}>
      <b>
        {setting.id} <small>{[setting.driver, setting.address, role].filter(Boolean).join(', ')}</small>
      </b>
      <span>
        {t(`devices.state-${state.kind}`)}
        {state.kind === 'waiting' && state.error && ` ${t(`devices.why-${state.error}`)}`}
        {state.kind === 'waiting' && state.why !== '' && <small> {state.why}</small>}
        {last && <small> {t('devices.last', { time: formats.time(last.at, zone), what: wordsOf(t, last.event) })}</small>}
      </span>
    </li>
  )
}

function wordsOf(t: TFunction, event: NonNullable<WatchedDevice['last']>['event']): string {
  switch (event.kind) {
    case 'scan':
      return [event.text, event.symbology].filter(Boolean).join(' ')
    case 'tag':
    case 'tag-written':
      return event.barcode
    case 'pad':
      return t('devices.tags', { count: event.items.reduce((sum, { tags }) => sum + tags.length, 0) })
    case 'unreadable':
      return t('devices.unreadable')
  }
}
