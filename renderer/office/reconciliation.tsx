import { useTranslation } from 'react-i18next'
import type { Reconciliation as Report } from '../../sync/protocol/office.ts'
import { ItemCell } from './item-cell.tsx'
import { useInstant, useOffice, useOfficeState } from './office-context.ts'

/** What was read back of what was written, and where the library system shows something else. */
export function Reconciliation() {
  const { t } = useTranslation()
  const office = useOffice()
  const reports = useOfficeState(state => state.reports)
  const busy = useOfficeState(state => state.busy)
  return (
    <>
      <button type="button" className="btn small first" disabled={busy === 'read-back'} onClick={() => void office.readBack()}>
        <b>{t(busy === 'read-back' ? 'office.reading' : 'office.read-back')}</b>
      </button>
      <div aria-live="polite">
        {reports?.length === 0 && <p className="quiet">{t('office.never-read')}</p>}
        {reports?.map(report => (
          <One key={report.at} report={report} />
        ))}
      </div>
    </>
  )
}

function One({ report: { at: made, items, unknown, found, byStation, differences } }: { readonly report: Report }) {
  const { t } = useTranslation()
  const at = useInstant()
  return (
    <section className="report">
      <h2>
        <time dateTime={made}>{at(made)}</time>
      </h2>
      <p className="counts">
        <span>{t('office.items-read', { count: items })}</span>
        {found > 0 && <b className="late">{t('office.differs', { count: found })}</b>}
        {found === 0 && <b>{t(items > unknown ? 'office.all-agree' : 'office.nothing-compared')}</b>}
        {unknown > 0 && <span>{t('office.not-told', { count: unknown })}</span>}
        {Object.entries(byStation).map(([station, count]) => (
          <span key={station}>
            {station} <b>{count}</b>
          </span>
        ))}
      </p>
      {differences.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('office.station')}</th>
              <th scope="col">{t('office.item')}</th>
              <th scope="col">{t('office.difference')}</th>
              <th scope="col">{t('office.written')}</th>
              <th scope="col">{t('office.found')}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ id, barcode, kind, written, found: stands }) => (
              <tr key={`${id.station} ${id.sequence} ${barcode} ${kind}`}>
                <td>{id.station}</td>
                <ItemCell barcode={barcode} />
                <td>
                  <b>{t(`difference.${kind}`)}</b>
                </td>
                <td>{written}</td>
                <td>{stands}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
