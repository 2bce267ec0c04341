import { useTranslation } from 'react-i18next'
import { useInstant, useOfficeState } from './office-context.ts'
import { Decisions } from './preview.tsx'

/** What the last trial run would have written, and how often it was right. */
export function TrialRun() {
  const { t } = useTranslation()
  const at = useInstant()
  const shadow = useOfficeState(state => state.shadow)
  if (!shadow) return null
  const { since, asSaid, otherwise } = shadow
  if (since === undefined) return <p className="quiet">{t('office.no-trial')}</p>
  return (
    <>
      <p className="counts">
        <time dateTime={since}>{t('office.trial-since', { at: at(since) })}</time>
        {asSaid + otherwise > 0 && <b>{t('office.trial-right', { right: asSaid, count: asSaid + otherwise })}</b>}
      </p>
      <Decisions of={shadow} />
    </>
  )
}
