import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'

const rows = Array.from({ length: 24 }, (_, at) => `row-${at}`)

/** On paper only: what is lent and returned while the machine cannot record, with the paper's own times. */
export function EmergencySheet() {
  const { t } = useTranslation()
  return createPortal(
    <section className="paper emergency-sheet" aria-hidden="true">
      <h1>{t('emergency.title')}</h1>
      <p>{t('emergency.rule')}</p>
      <p className="to-fill">{t('emergency.place')}</p>
      <table>
        <thead>
          <tr>
            <th>{t('emergency.time')}</th>
            <th>{t('emergency.card')}</th>
            <th>{t('emergency.item')}</th>
            <th>{t('emergency.act')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row}>
              <td />
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </section>,
    document.body,
  )
}
