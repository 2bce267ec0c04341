import { useTranslation } from 'react-i18next'
import type { SlipContent } from '../../../hardware/printing/fill-template.ts'
import { slipRows } from '../../../hardware/printing/slip-rows.ts'
import type { Slip, SlipKind } from '../../../host/slips.ts'
import { todayOf, zoneOf } from '../../desk/place.ts'
import { printingWithoutPrinter, slipOf } from '../../printing/printing.ts'
import { useDesk, useFormats, useStation } from '../../store/station.ts'

const kinds: readonly SlipKind[] = ['receipt', 'hold', 'transfer']

/** What this station's templates make of a made-up day, row by row as it stands on paper. */
export function SlipPreviews() {
  const { t } = useTranslation()
  const { printing = printingWithoutPrinter } = useStation()
  const content = useExample()
  return (
    <section className="task-section">
      <h2>{t('devices.slips')}</h2>
      <div className="slip-previews">
        {kinds.map(kind => (
          <Preview
            key={kind}
            slip={slipOf(printing, kind, content, (key, values) => t(key, values))}
            columns={printing.columns}
          />
        ))}
      </div>
    </section>
  )
}

function Preview({ slip, columns }: { readonly slip: Slip; readonly columns: number }) {
  return (
    <pre className="receipt">
      {slipRows(slip, columns).map((row, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: rows do not change places, and two may be the same
          key={at}
          data-look={row.kind === 'text' ? [row.bold && 'bold', row.big && 'big'].filter(Boolean).join(' ') : 'bars'}
        >
          {row.kind === 'text' ? row.text || ' ' : row.text}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}

function useExample(): SlipContent {
  const formats = useFormats()
  const { settings, session, now } = useDesk(state => state)
  const today = todayOf(settings, session.branch, now)
  const place = settings.branches.find(({ branch }) => branch === session.branch)?.name ?? session.branch
  const title = 'Čáppa girji: åäö šž ŋŧ'
  const item = { title, barcode: '853N00000017', due: formats.day(today) }
  return {
    values: {
      library: settings.library,
      branch: place,
      stop: settings.stops[0]?.name ?? '',
      place,
      day: formats.day(today),
      time: formats.time(now, zoneOf(settings, session.branch)),
      cardEnd: '0012',
      lentCount: '1',
      returnedCount: '1',
      number: '417',
      ...item,
    },
    lists: { lent: [item], returned: [item] },
  }
}
