import { useTranslation } from 'react-i18next'
import { useDesk } from '../store/station.ts'

/** A frame and a word over everything where nothing is real, so that nobody lends in the wrong world. It takes no room. */
export function EnvironmentFrame() {
  const { t } = useTranslation()
  const environment = useDesk(({ settings }) => settings.environment)
  if (environment === 'production') return null
  return (
    <div className="environment">
      <span>{t(`environment.${environment}`)}</span>
    </div>
  )
}
