import { useState } from 'react'
import { Button, FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { PreviewLine, Preview as PreviewOf } from '../../sync/protocol/office.ts'
import { ItemCell } from './item-cell.tsx'
import { barcodeOf } from './named-items.ts'
import { useInstant, useOffice, useOfficeState } from './office-context.ts'

/** What would become of what waits, or of a journal carried home, if it were done now. Nothing is written by looking. */
export function Preview() {
  const { t } = useTranslation()
  const office = useOffice()
  const stations = useOfficeState(state => state.stations) ?? []
  const preview = useOfficeState(state => state.preview)
  const busy = useOfficeState(state => state.busy)
  const [station, setStation] = useState('')
  const [file, setFile] = useState<File>()
  const look = async () => {
    if (file) return office.preview({ journal: await file.text() })
    return office.preview(station ? { station } : {})
  }
  return (
    <>
      <div className="limit">
        <label>
          <b>{t('office.of-station')}</b>
          <select value={station} disabled={!!file} onChange={event => setStation(event.target.value)}>
            <option value="">{t('office.all-stations')}</option>
            {stations.map(row => (
              <option key={row.station}>{row.station}</option>
            ))}
          </select>
        </label>
        <div className="file">
          <b>{t('office.journal-file')}</b>
          <FileTrigger onSelect={files => setFile(files?.[0])}>
            <Button className="btn small">
              <b className="clip">{file?.name ?? t('office.choose-file')}</b>
            </Button>
          </FileTrigger>
          {file && (
            <button type="button" className="btn small" onClick={() => setFile(undefined)}>
              <b>{t('office.no-file')}</b>
            </button>
          )}
        </div>
        <button type="button" className="btn small first" disabled={busy === 'preview'} onClick={() => void look()}>
          <b>{t(busy === 'preview' ? 'office.looking' : 'office.show-preview')}</b>
        </button>
      </div>
      <div aria-live="polite">{preview && <Told preview={preview} />}</div>
    </>
  )
}

function Told({ preview }: { readonly preview: PreviewOf }) {
  const { t } = useTranslation()
  const at = useInstant()
  if (preview.transactions === 0) return <p className="quiet">{t('office.nothing-waits')}</p>
  return (
    <>
      <p className="counts">
        <time dateTime={preview.asOf}>{at(preview.asOf)}</time>
      </p>
      <Decisions of={preview} />
    </>
  )
}

/** Decisions that were not carried out: in counts, by kind, and line by line. */
export function Decisions({ of }: { readonly of: Omit<PreviewOf, 'asOf'> }) {
  const { t } = useTranslation()
  const { transactions, becomes, closes, kinds, lines } = of
  return (
    <>
      <p className="counts">
        <b>{t('office.transactions', { count: transactions })}</b>
        {Object.entries(becomes).map(([name, count]) => (
          <span key={name}>
            <b>{count}</b> {t(`becomes.${name}`)}
          </span>
        ))}
        {closes > 0 && <b className="late">{t('office.closes', { count: closes })}</b>}
      </p>
      <ul className="kinds">
        {Object.entries(kinds).map(([kind, count]) => (
          <li key={kind}>
            <b>{count}</b> {t(`conflict.${kind}`)}
          </li>
        ))}
      </ul>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('office.station')}</th>
            <th scope="col">{t('office.what')}</th>
            <th scope="col">{t('office.item')}</th>
            <th scope="col">{t('office.becomes')}</th>
            <th scope="col">{t('office.why')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <Line key={`${line.id.station}/${line.id.epoch}/${line.id.sequence}`} line={line} />
          ))}
        </tbody>
      </table>
      {transactions > lines.length && <p className="quiet">{t('office.more-lines', { count: transactions - lines.length })}</p>}
    </>
  )
}

function Line({ line: { id, at: wall, transaction, becomes, held, outcome, kinds, writes } }: { readonly line: PreviewLine }) {
  const { t } = useTranslation()
  const at = useInstant()
  const question = outcome?.kind === 'needs-person' ? t(`question.${outcome.question}`) : undefined
  const notes = outcome && 'notes' in outcome ? outcome.notes : []
  const waits = held && t(`waits.${held}`, { time: '' }).trim()
  const why = [question, waits, ...kinds.map(kind => t(`conflict.${kind}`))]
  const told = kinds.length > 0 ? why : [...why, ...notes.map(note => t(`note.${note.code}`, { number: note.holdNumber }))]
  return (
    <tr>
      <td>
        {id.station}
        <small className="at">{wall ? at(wall) : id.sequence}</small>
      </td>
      <td>{t(`transaction.${transaction?.kind ?? 'unreadable'}`)}</td>
      <ItemCell barcode={barcodeOf(transaction)} />
      <td>
        <b>{t(`becomes.${becomes}`)}</b>
      </td>
      <td>
        {told.filter(Boolean).join(', ')}
        <small>{[...new Set(writes)].map(action => t(`write.${action}`)).join(', ')}</small>
      </td>
    </tr>
  )
}
