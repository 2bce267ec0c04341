import { useTranslation } from 'react-i18next'
import { useDesk, useFormats } from '../store/station.ts'

/**
 * A frame and a word over everything where nothing is real, so that nobody lends in the wrong world; also where the day is not today's or the
 * rules are nobody's. It takes no room.
 */
export function EnvironmentFrame() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { library, environment, today, rules } = useDesk(({ settings }) => settings)
  // Before the first download everything is assumed, and the board says so.
  if (library === '') return null
  const words = [
    environment !== 'production' && t(`environment.${environment}`),
    today !== undefined && t('environment.day', { day: formats.wholeDay(today) }),
    rules.assumed && t('environment.assumed'),
  ].filter(Boolean)
  if (words.length === 0) return null
  return (
    <div className="environment">
      <span>{words.join(', ')}</span>
    </div>
  )
}
