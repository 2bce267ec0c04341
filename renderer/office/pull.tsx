import { useTranslation } from 'react-i18next'
import { entryKey } from '../../circulation/transaction.ts'
import type { PullRow } from '../../sync/protocol/office.ts'
import { PullListPaper, type Slip, Slips } from '../slips/slips.tsx'
import { usePaper } from '../slips/use-paper.tsx'
import { useInstant, useOfficeState } from './office-context.ts'

/** Physical books to find and to move, with slips to lay in them. */
export function Pull({ now }: { readonly now: number }) {
  const { t } = useTranslation()
  const list = useOfficeState(state => state.pull)
  const at = useInstant()
  const { print, sheet } = usePaper()
  if (!list) return null
  if (list.rows.length === 0 && list.older === undefined) return <p className="quiet">{t('office.nothing-to-find')}</p>
  const slips = list.rows.map(row => slipOf(row, at))
  const said = { library: list.library, printed: at(new Date(now).toISOString()) }
  return (
    <>
      <div className="limit">
        <button type="button" className="btn small first" onClick={() => print(<PullListPaper {...said} slips={slips} />)}>
          <b>{t('slip.print-list')}</b>
        </button>
        <button type="button" className="btn small" onClick={() => print(<Slips {...said} slips={slips} />)}>
          <b>{t('slip.print-all', { count: slips.length })}</b>
        </button>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('office.why')}</th>
            <th scope="col">{t('office.item')}</th>
            <th scope="col">{t('office.where-to')}</th>
            <th scope="col">{t('office.scanned-where')}</th>
            <th scope="col">
              <span className="spoken">{t('slip.print-one')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slips.map((slip, place) => (
            <tr key={slip.key} data-why={slip.why}>
              <td>
                <b>{t(`slip.${slip.why}`)}</b>
                {slip.holdNumber && <small>{t('tasks.hold', { number: slip.holdNumber })}</small>}
              </td>
              <td>
                {slip.title ?? slip.barcode}
                <small>{slip.barcode}</small>
              </td>
              <td>{slip.to}</td>
              <td>
                {slip.from}
                <small>{[list.rows[place]!.id.station, slip.at].join(' · ')}</small>
              </td>
              <td>
                <button type="button" className="btn small" onClick={() => print(<Slips {...said} slips={[slip]} />)}>
                  <b>{t('slip.print-one')}</b>
                  <span className="spoken">{slip.title ?? slip.barcode}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.older !== undefined && <p className="quiet">{t('office.older-books', { count: list.older })}</p>}
      {sheet}
    </>
  )
}

function slipOf({ id, why, barcode, title, holdNumber, to, from, at: wall }: PullRow, at: (instant: string) => string): Slip {
  return {
    key: entryKey(id),
    why,
    barcode,
    from,
    at: at(wall),
    ...(title && { title }),
    ...(holdNumber && { holdNumber }),
    ...(to && { to }),
  }
}
