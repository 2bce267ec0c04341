import { useTranslation } from 'react-i18next'
import type { WaysHome } from '../../../sync/station/carry/ways-home.ts'
import type { CarriedJournal } from '../../../sync/station/station-store.ts'
import { useDesk } from '../../store/station.ts'
import { useTime } from './carry-words.ts'

/** Journals of other stations that were taken here: what waits for a line, and the hub's receipts. */
export function CarriedHere({ home }: { readonly home: WaysHome }) {
  const { t } = useTranslation()
  // What goes up is told with everything else that the line brings.
  useDesk(({ status }) => status)
  const journals = home.carried()
  const stands = useStands()
  return (
    <section className="task-section">
      <h2>
        {t('carry.carried')} <b>{journals.length}</b>
      </h2>
      {journals.length === 0 ? (
        <p className="quiet">{t('carry.carried-none')}</p>
      ) : (
        <ul>
          {journals.slice(0, 20).map(journal => (
            <li key={journal.seal} data-carried={journal.station}>
              <b>{t('carry.row', { station: journal.station, count: journal.entries })}</b>
              <span>{stands(journal)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function useStands(): (journal: CarriedJournal) => string {
  const { t } = useTranslation()
  const time = useTime()
  return ({ receivedAt, fresh, refused, sent }) => {
    if (receivedAt !== undefined) return t('carry.received', { time: time(receivedAt), fresh })
    if (refused === 'chain') return t('carry.refused-chain')
    if (refused !== undefined) return t('carry.refused-hub', { code: refused })
    return t('carry.waits', { sent })
  }
}
