import { useTranslation } from 'react-i18next'
import { isFree } from '../store/new-version.ts'
import { useDesk, useScreen } from '../store/station.ts'

/** One line while a newer version lies ready. It comes when nobody is served: at a touch, or by itself once everybody has gone. */
export function NewVersion() {
  const { t } = useTranslation()
  const take = useScreen(({ newVersion }) => newVersion)
  const task = useScreen(state => state.task)
  const free = useDesk(({ session }) => isFree(session, task))
  if (!take) return null
  return (
    <div className="new-version" role="status">
      <span>{t(free ? 'new-version.ready' : 'new-version.waits')}</span>
      {free && (
        <button type="button" className="btn" onClick={take}>
          {t('new-version.take')}
        </button>
      )}
    </div>
  )
}
