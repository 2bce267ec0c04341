import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Line } from '../../../sync/station/session.ts'
import { cardEnd } from '../../desk/patron-words.ts'
import { branchOf, todayOf, zoneOf } from '../../desk/place.ts'
import { useDesk, useFormats } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** F7: the receipt of the open visit, else of the last one. It has the card's end and no name. */
export function Receipt() {
  const { t } = useTranslation()
  const { visit, recent, lines } = useDesk(({ session }) => session)
  const whose = visit ?? recent[0]
  const mine = whose ? lines.filter(line => line.visitId === whose.visitId && !line.undone) : []
  const lent = latestOfEach(mine.filter(({ kind }) => kind === 'checkout' || kind === 'renewal' || kind === 'move'))
  const returned = mine.filter(({ kind }) => kind === 'checkin')
  const paper = <Paper card={whose?.card} lent={lent} returned={returned} />
  return (
    <>
      <TaskPlane
        reads
        title={t('print.title')}
        acts={[{ words: t('print.print'), act: () => window.print(), disabled: mine.length === 0 }]}
      >
        <div className="receipt">{paper}</div>
      </TaskPlane>
      {createPortal(
        <div className="paper strip" aria-hidden="true">
          {paper}
        </div>,
        document.body,
      )}
    </>
  )
}

/** A book lent and then renewed has one due date on paper: the last one. Lines come newest first. */
function latestOfEach(lines: readonly Line[]): readonly Line[] {
  return lines.filter((line, at) => lines.findIndex(other => other.barcode === line.barcode) === at)
}

interface PaperProps {
  readonly card: string | undefined
  readonly lent: readonly Line[]
  readonly returned: readonly Line[]
}

function Paper({ card, lent, returned }: PaperProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { settings, session, now } = useDesk(state => state)
  const zone = zoneOf(settings, session.branch)
  const stop = settings.stops.find(({ stopId }) => stopId === session.stopId)
  return (
    <>
      <h2>{settings.library}</h2>
      <p>
        {[branchOf(settings, session.branch)?.name, stop?.name].filter(Boolean).join(', ')}
        <br />
        {`${formats.day(todayOf(settings, session.branch, now))} ${formats.time(now, zone)}`}
        <br />
        {card ? t('patron.card-end', { end: cardEnd(card) }) : t('print.nothing')}
      </p>
      {lent.length > 0 && (
        <>
          <h3>{t('print.lent', { count: lent.length })}</h3>
          <ul className="slip">
            {lent.map(line => (
              <li key={line.lineId}>
                <span>{line.title ?? line.barcode}</span>
                <b>{'day' in line.fact ? formats.day(line.fact.day) : ''}</b>
              </li>
            ))}
          </ul>
        </>
      )}
      {returned.length > 0 && (
        <>
          <h3>{t('print.returned', { count: returned.length })}</h3>
          <ul className="slip">
            {returned.map(line => (
              <li key={line.lineId}>
                <span>{line.title ?? line.barcode}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{t('print.thanks')}</p>
    </>
  )
}
