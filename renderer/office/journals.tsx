import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entryKey } from '../../circulation/transaction.ts'
import { type JournalRow, officeStation } from '../../sync/protocol/office.ts'
import { OnOff } from '../on-off.tsx'
import { saveFile } from './download.dom.ts'
import { ItemCell } from './item-cell.tsx'
import { barcodeOf } from './named-items.ts'
import { useAboutWhat, useInstant, useOffice, useOfficeState, usePlaceName } from './office-context.ts'
import { useChoiceWords, useOutcomeWords } from './outcome-words.ts'
import { Steps } from './steps.tsx'

/** Each station's journal as it came home: what was recorded, what became of it, and each step on the way. */
export function Journals() {
  const { t } = useTranslation()
  const office = useOffice()
  const stations = useOfficeState(state => state.stations) ?? []
  const journal = useOfficeState(state => state.journal)
  const [barcode, setBarcode] = useState('')
  const [all, setAll] = useState(false)
  const of = journal?.station ?? ''
  const show = (station: string, withAll = all) => {
    const only = barcode.trim()
    if (station) void office.journal({ station, ...(only && { barcode: only }), ...(!withAll && { acts: true }) })
  }
  const save = async () => {
    const text = await office.audit(of)
    if (text !== undefined) saveFile(`${of}.jsonl`, text)
  }
  return (
    <>
      <form
        className="limit"
        onSubmit={event => {
          event.preventDefault()
          show(of)
        }}
      >
        <label>
          <b>{t('office.station')}</b>
          <select value={of} onChange={event => show(event.target.value)}>
            <option value="" disabled>
              {t('office.choose-station')}
            </option>
            {stations.map(row => (
              <option key={row.station}>{row.station}</option>
            ))}
            <option value={officeStation}>{t('office.title')}</option>
          </select>
        </label>
        <label>
          <b>{t('office.item')}</b>
          <input value={barcode} onChange={event => setBarcode(event.target.value)} />
        </label>
        <button type="submit" className="btn small" disabled={!of}>
          <b>{t('office.find')}</b>
        </button>
        <button type="button" className="btn small" disabled={!of} onClick={() => void save()}>
          <b>{t('office.export')}</b>
        </button>
        <OnOff
          words={t('office.everything')}
          note={t('office.everything-note')}
          on={all}
          onChange={on => {
            setAll(on)
            show(of, on)
          }}
        />
      </form>
      <div aria-live="polite">{journal && <Rows key={of} rows={journal.rows} />}</div>
      {journal?.more && (
        <button type="button" className="btn small" onClick={() => void office.olderEntries()}>
          <b>{t('office.older')}</b>
        </button>
      )}
    </>
  )
}

function Rows({ rows }: { readonly rows: readonly JournalRow[] }) {
  const { t } = useTranslation()
  if (rows.length === 0) return <p className="quiet">{t('office.nothing-recorded')}</p>
  return (
    <table className="journal">
      <thead>
        <tr>
          <th scope="col">{t('office.when')}</th>
          <th scope="col">{t('office.what')}</th>
          <th scope="col">{t('office.item')}</th>
          <th scope="col">{t('office.who')}</th>
          <th scope="col">{t('office.became')}</th>
          <th scope="col">
            <span className="spoken">{t('office.steps')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <Row key={`${entryKey(row.id)} ${row.hash}`} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { readonly row: JournalRow }) {
  const { t } = useTranslation()
  const office = useOffice()
  const at = useInstant()
  const say = useOutcomeWords()
  const choice = useChoiceWords()
  const placeName = usePlaceName()
  const aboutWhat = useAboutWhat()
  const steps = useOfficeState(state => state.steps?.[entryKey(row.id)])
  const staff = useOfficeState(state => state.staff)
  const [isOpen, setOpen] = useState(false)
  const { id, scan, receivedAt, outcome, replayed, fork } = row
  const { transaction, staffId } = scan ?? {}
  const open = () => {
    if (!isOpen) void office.stepsOf(id)
    setOpen(!isOpen)
  }
  const became = outcome ? say(outcome) : replayed ? t('office.waits-still') : ''
  return (
    <>
      <tr>
        <td className="at">
          {at(scan?.at ?? receivedAt)}
          <small>{id.sequence}</small>
        </td>
        <td>
          {t(`transaction.${transaction?.kind ?? 'unreadable'}`)}
          {transaction?.kind === 'answer' && <small>{choice(transaction)}</small>}
          {fork && <small>{t('question.fork')}</small>}
        </td>
        {transaction?.kind === 'payment' ? <td>{aboutWhat(transaction)}</td> : <ItemCell barcode={barcodeOf(transaction)} />}
        <td>
          {staff?.find(one => one.staffId === staffId)?.name ?? staffId}
          <small>{placeName(scan)}</small>
        </td>
        <td>{became}</td>
        <td>
          <button type="button" className="btn small" aria-expanded={isOpen} onClick={open}>
            <b>{t('office.steps')}</b>
            <span className="spoken">{id.sequence}</span>
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr className="steps">
          <td colSpan={6}>{steps && <Steps steps={steps.filter(step => step.hash === row.hash)} />}</td>
        </tr>
      )}
    </>
  )
}
