import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { commandBarcodes } from '../../../sync/station/command-barcodes.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { code39 } from './code39.ts'

const keys = [
  'F1',
  'F2',
  'shift-F2',
  'F3',
  'shift-F3',
  'F4',
  'shift-F4',
  'F5',
  'shift-F5',
  'F6',
  'shift-F6',
  'F7',
  'F8',
  'shift-F8',
  'F9',
  'F10',
  'Tab',
  'Esc',
] as const

/** F1: every key, and the card of command barcodes to print and laminate. */
export function Help() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const recovery = useDesk(({ status }) => status.recovery)
  return (
    <>
      <TaskPlane
        reads
        wide
        title={t('help.title')}
        acts={[
          { words: t('help.print-card'), act: () => window.print() },
          { words: t('settings.title'), act: () => screen.open('settings') },
          { words: t('sign-in.switch'), act: () => screen.open('sign-in') },
        ]}
      >
        <p className="plane-note">{t('help.rule')}</p>
        <dl className="key-help">
          {keys.map(key => (
            <div key={key}>
              <dt>{t(`help.key-${key}`)}</dt>
              <dd>{t(`help.${key}`)}</dd>
            </div>
          ))}
        </dl>
        {recovery.kind !== 'clean' && (
          <p className="plane-note" data-recovery={recovery.kind}>
            {t(`recovery.${recovery.kind}`, { count: 'entries' in recovery ? recovery.entries : 0 })}
          </p>
        )}
      </TaskPlane>
      <CommandCard />
    </>
  )
}

/** On paper only: what a scanner can say without a hand on the keyboard. */
function CommandCard() {
  const { t } = useTranslation()
  return createPortal(
    <section className="paper" aria-hidden="true">
      <h1>{t('help.card')}</h1>
      <ul className="command-card">
        {Object.keys(commandBarcodes).map(command => (
          <li key={command}>
            <Barcode text={command} />
            <b>{t(`command.${command.slice(2).toLowerCase()}`)}</b>
            <small>{command}</small>
          </li>
        ))}
      </ul>
    </section>,
    document.body,
  )
}

function Barcode({ text }: { readonly text: string }) {
  const { width, bars } = code39(text)
  return (
    <svg viewBox={`0 0 ${width} 40`} preserveAspectRatio="none" className="barcode" aria-hidden="true">
      {bars.map(bar => (
        <rect key={bar.x} x={bar.x} y="0" width={bar.width} height="40" />
      ))}
    </svg>
  )
}
