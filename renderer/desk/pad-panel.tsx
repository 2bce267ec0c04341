import { useTranslation } from 'react-i18next'
import { isCounted, type PadRow, type PadSum } from '../store/pad-rows.ts'
import { useScreen, useStation } from '../store/station.ts'
import { MiniSign, Sign } from '../symbols.tsx'
import { countOf, usePadDrawn, usePadWords, usePileWords } from './use-pad-rows.ts'

const mostRows = 3

/** What lies on the pad: how many, what became of the pile, and each with its verdict; what needs somebody comes first where not all of it fits. */
export function PadPanel() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const { rows, urgent, sum, pads } = usePadDrawn()
  // A notice stands below, and nothing may be pushed off the screen.
  const rowsShown = useScreen(({ newVersion }) => newVersion !== undefined) ? mostRows - 1 : mostRows
  const hasMore = rows.length > rowsShown || rows.some(({ state, owed }) => owed || isBroken(state))
  const isMany = rows.length > rowsShown || sum.expected !== undefined || sum.stack !== undefined
  return (
    <>
      <h2 className="pad-head">
        <button type="button" className="plane-btn" aria-keyshortcuts="Shift+F4" onClick={() => screen.open('pad')}>
          <span>{t('pad.pad')}</span>
          <b data-pad-count>{countOf(sum)}</b>
        </button>
      </h2>
      <ul className="rows pad-rows">
        {pads === 'unplugged' && (
          <li className="owed">
            <Sign name="hour" className="mini quiet" />
            <b role="alert">{t('pad.unplugged')}</b>
          </li>
        )}
        {isMany && (
          <li className="empty pad-sum">
            <Spines rows={rows} sum={sum} />
          </li>
        )}
        {urgent.slice(0, pads === 'unplugged' ? rowsShown - 1 : rowsShown).map(row => (
          <Row key={row.key} row={row} />
        ))}
        {rows.length === 0 && pads !== 'unplugged' && (
          <li className="empty">
            <span className="quiet">{t(pads === 'none' ? 'pad.none' : 'pad.empty')}</span>
          </li>
        )}
      </ul>
      {hasMore && (
        <button type="button" className="office plane-btn" onClick={() => screen.open('pad')}>
          <span>{t('pad.all')}</span>
          <Sign name="go" className="go" />
        </button>
      )}
    </>
  )
}

function Row({ row }: { readonly row: PadRow }) {
  const words = usePadWords()(row)
  return (
    <li className={needsSomebody(row) ? 'owed' : undefined} data-pad={row.barcode ?? row.key} data-state={row.state}>
      <PadSign row={row} />
      <span>
        <PadName row={row} className={needsSomebody(row) ? 'clip' : 'clamp2'} />
        <small>{words}</small>
      </span>
    </li>
  )
}

/** Its title, or its number, or what can be read of it. */
export function PadName({ row, className }: { readonly row: PadRow; readonly className?: string }) {
  const { t } = useTranslation()
  const { title, barcode, item } = row
  const name = title ?? barcode ?? item?.text ?? t('pad.tag', { end: item?.tags[0]?.uid.slice(-4) ?? '' })
  return <span className={className}>{name}</span>
}

/** The sign of a verdict; an hourglass for what waits, an outline for what says nothing. */
export function PadSign({ row: { state, owed, missing } }: { readonly row: PadRow }) {
  if (owed || state === 'half' || state === 'half-away') return <MiniSign shape="ask" />
  switch (state) {
    case 'yes':
    case 'aside':
    case 'ask':
    case 'no':
      return <MiniSign shape={missing.length > 0 && state === 'no' ? 'ask' : state} />
    case 'waiting':
      return <Sign name="hour" className="mini quiet" />
    default:
      return <i className={`mini tag-sign ${state}`} aria-hidden="true" />
  }
}

function isBroken(state: PadRow['state']): boolean {
  return state === 'unread' || state === 'damaged' || state === 'half' || state === 'half-away'
}

function needsSomebody({ state, owed, missing }: PadRow): boolean {
  return owed !== undefined || missing.length > 0 || state === 'half' || state === 'half-away'
}

/** A pile as the backs of its books: filled = done, outline = not, broken outline = counted but not seen. */
function Spines({ rows, sum }: { readonly rows: readonly PadRow[]; readonly sum: PadSum }) {
  const { t } = useTranslation()
  const pileWords = usePileWords()
  const counted = rows.filter(isCounted)
  const unseen = Math.max(0, (sum.expected ?? 0) - counted.length)
  const unread = counted.filter(({ state }) => isBroken(state)).length
  return (
    <span>
      <span className="spines" aria-hidden="true">
        {counted.map(row => (
          <i key={row.key} className={spineOf(row)} />
        ))}
        {Array.from({ length: unseen }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing that tells them apart
          <i key={at} className="unseen" />
        ))}
      </span>
      <small data-pad-sum>{pileWords(sum) ?? t('pad.read', { read: counted.length - unread, unread })}</small>
    </span>
  )
}

function spineOf({ state, owed, missing, alarm }: PadRow): string | undefined {
  if (owed || missing.length > 0) return 'half-done'
  if (state === 'aside') return 'aside'
  if (state === 'yes') return alarm === 'under-way' ? 'half-done' : undefined
  return 'unread'
}
