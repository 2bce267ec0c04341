import { useTranslation } from 'react-i18next'
import type { WaitingRow } from '../../sync/protocol/office.ts'
import { ItemCell } from './item-cell.tsx'
import { barcodeOf } from './named-items.ts'
import { useInstant, useOfficeState } from './office-context.ts'

/** What came home and is not written yet: why each waits, and what would be written. */
export function Held() {
  const { t } = useTranslation()
  const waiting = useOfficeState(state => state.waiting)
  if (!waiting) return null
  if (waiting.length === 0) return <p className="quiet">{t('office.nothing-waits')}</p>
  const reasons = new Map<string, number>()
  for (const { wait } of waiting) reasons.set(wait?.why ?? 'other', (reasons.get(wait?.why ?? 'other') ?? 0) + 1)
  return (
    <>
      <p className="counts">
        {[...reasons].map(([why, count]) => (
          <span key={why} data-why={why}>
            <b>{count}</b> {t(`office.held-${why}`)}
          </span>
        ))}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('office.station')}</th>
            <th scope="col">{t('office.what')}</th>
            <th scope="col">{t('office.item')}</th>
            <th scope="col">{t('office.why')}</th>
            <th scope="col">{t('office.would')}</th>
          </tr>
        </thead>
        <tbody>
          {waiting.map(row => (
            <One key={`${row.id.station} ${row.id.epoch} ${row.id.sequence} ${row.hash}`} row={row} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function One({ row: { id, receivedAt, scan, wait, kinds, would } }: { readonly row: WaitingRow }) {
  const { t } = useTranslation()
  const at = useInstant()
  const { transaction } = scan ?? {}
  const writes = [...new Set(would?.writes ?? [])].map(action => t(`write.${action}`))
  return (
    <tr>
      <td>
        {id.station}
        <small className="at">{at(scan?.at ?? receivedAt)}</small>
      </td>
      <td>{t(`transaction.${transaction?.kind ?? 'unreadable'}`)}</td>
      <ItemCell barcode={barcodeOf(transaction)} />
      <td>
        <b>{t(`office.held-${wait?.why ?? 'other'}`)}</b>
        {wait?.until && <small>{t('office.until', { at: at(wait.until) })}</small>}
      </td>
      <td>
        {writes.join(', ')}
        {kinds.length > 0 && <small>{kinds.map(kind => t(`conflict.${kind}`)).join(', ')}</small>}
      </td>
    </tr>
  )
}
