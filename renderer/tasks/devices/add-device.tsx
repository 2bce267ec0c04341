import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { OwnDevices } from '../../devices/own-devices.dom.ts'

const kinds = ['scanner', 'feig', '3m810', 'printer'] as const

/** In a browser a person chooses the port; the page is loaded again and uses it. */
export function AddDevice({ own }: { readonly own: OwnDevices }) {
  const { t } = useTranslation()
  const add = async (driver: string) => {
    if (await own.add(driver)) location.reload()
  }
  return (
    <div className="device-keys">
      <span>{t('devices.add')}</span>
      {kinds.map(kind => (
        <Button key={kind} className="btn" onPress={() => void add(kind)}>
          {t(`devices.kind-${kind}`)}
        </Button>
      ))}
      {own.devices.settings().map(({ id }) => (
        <Button
          key={id}
          className="btn"
          onPress={() => {
            own.forget(id)
            location.reload()
          }}
        >
          {t('devices.forget', { id })}
        </Button>
      ))}
    </div>
  )
}
