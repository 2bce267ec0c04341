import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { entryKey } from '../../circulation/transaction.ts'
import type { Wait } from '../../sync/protocol/brake.ts'
import type { SentState } from '../../sync/station/desk.ts'
import type { Line, Verdict } from '../../sync/station/session.ts'
import { isUndoable } from '../../sync/station/undo.ts'
import { useDesk, useFormats, useSay, useStation } from '../store/station.ts'
import { MiniSign, Sign, type SymbolName } from '../symbols.tsx'
import { useLineName } from './line-name.ts'
import { zoneOf } from './place.ts'
import { useWaitWords } from './wait-words.ts'

const rows = 5

/** Today's earlier lines, quiet, each with whether it has gone home. The one that the verdict shows is not said twice. */
export function LineList() {
  const { t } = useTranslation()
  const lines = useDesk(({ session }) => session.lines)
  const verdict = useDesk(({ session }) => session.verdict)
  const sent = useDesk(({ status }) => status.sent)
  const waits = useDesk(({ status }) => status.waits)
  const first = lines[0] && verdict && isSaid(lines[0], verdict) ? 1 : 0
  return (
    <ol className="list" aria-label={t('list.earlier')}>
      {lines.slice(first, first + rows).map(line => (
        <LineRow key={line.lineId} line={line} sent={sent[line.lineId]} wait={waits?.[line.lineId]} />
      ))}
    </ol>
  )
}

/** Whether the verdict on the plane says what this line says. */
export const isSaid = (line: Line, verdict: Verdict): boolean =>
  line.barcode === verdict.barcode && line.shape === verdict.shape && !line.undone

/** Which entry of the journal a painted thing stands for, so that the screen can be held against the journal from outside. */
export const markOf = (line: Line | undefined): { 'data-entry'?: string; 'data-at'?: string } =>
  line?.entry ? { 'data-entry': entryKey(line.entry), 'data-at': line.at } : {}

interface LineProps {
  readonly line: Line
  readonly sent?: SentState | undefined
  /** Sent, and held back at the hub. */
  readonly wait?: Wait | undefined
}

/** Drawn anew only when it has changed: every scan draws the list. */
const LineRow = memo(function LineRow({ line, sent, wait }: LineProps) {
  const { t } = useTranslation()
  const { screen } = useStation()
  const words = <LineWords line={line} sent={sent} wait={wait} />
  if (!isUndoable(line))
    return (
      <li className={line.undone ? 'row undone' : 'row'} {...markOf(line)}>
        {words}
      </li>
    )
  return (
    <li {...markOf(line)}>
      <button type="button" className="row plane-btn" title={t('list.undo')} onClick={() => screen.open('undo', line.lineId)}>
        {words}
      </button>
    </li>
  )
})

/** Time, sign, title, fact and sent state of a line, as the cells of a row. */
export function LineWords({ line, sent, wait }: LineProps) {
  const { t } = useTranslation()
  const say = useSay()
  const formats = useFormats()
  const nameOf = useLineName()
  const waitWords = useWaitWords().inShort
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const factOf = (fact: Line['fact']) => {
    if ('day' in fact) return formats.day(fact.day)
    return 'cents' in fact ? `${formats.sum(fact.cents)} €` : say(fact)
  }
  return (
    <>
      <time dateTime={line.at}>{formats.time(line.at, zone)}</time>
      <MiniSign shape={line.shape} />
      <span className="clip t">{line.undone ? nameOf(line) : (line.title ?? line.barcode ?? t(`line-kind.${line.kind}`))}</span>
      <span className="f">{line.undone ? t('line.undone') : factOf(line.fact)}</span>
      <span className="sent">
        {wait ? (
          <>
            <Sign name="hour" />
            {waitWords(wait)}
          </>
        ) : (
          sent && (
            <>
              <Sign name={sentSigns[sent]} />
              {t(`sent.${sent}`)}
            </>
          )
        )}
      </span>
    </>
  )
}

const sentSigns: Readonly<Record<SentState, SymbolName>> = {
  unsent: 'out',
  sent: 'on-way',
  home: 'home',
  noted: 'home',
  'needs-person': 'ask',
  refused: 'no',
}
