import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useFormats } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { EmergencySheet } from './emergency-sheet.tsx'
import { branchOf, zoneOf } from './place.ts'

/** Codes for the support call. */
const codes = { full: 'J-28', locked: 'J-11', broken: 'J-05', chain: 'J-17' } as const

/** The one full-screen red state: nothing can be recorded any more. It says what to do, and what is safe. */
export function RedStop({ kind, at }: { readonly kind: keyof typeof codes; readonly at: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const again = useRef<HTMLButtonElement>(null)
  const { session, settings, status } = useDesk(state => state)
  const zone = zoneOf(settings, session.branch)
  const last = session.lines.find(({ entry }) => entry !== undefined)
  useEffect(() => {
    again.current?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat) return
      if (event.key === 'F10') location.reload()
      if (event.key === 'F7') window.print()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <main className="red">
      <Sign name="stop" className="v-sym" />
      <div role="alert">
        <h1>{t('red.title')}</h1>
        <p className="why">
          {t('red.why')}
          <br />
          {last && (
            <>
              {t('red.last-safe')} <b>{`${formats.time(last.at, zone)} ${last.title ?? last.barcode ?? ''}`.trim()}</b>.
            </>
          )}
        </p>
      </div>
      <ol>
        <li>{t('red.step-1')}</li>
        <li>{t('red.step-2')}</li>
        <li>{t('red.step-3')}</li>
      </ol>
      <footer>
        <button ref={again} type="button" className="btn" onClick={() => location.reload()}>
          <span className="cap">F10</span>
          {t('red.again')}
        </button>
        <button type="button" className="btn two" onClick={() => window.print()}>
          <span className="cap">F7</span>
          {t('red.print')}
        </button>
        <p>
          {t('red.code', {
            code: codes[kind],
            reason: t(`red.${kind}`),
            place: branchOf(settings, session.branch)?.name ?? session.branch,
            time: formats.time(at, zone),
          })}
          <br />
          {t('red.safe', { count: status.unsent })}
        </p>
      </footer>
      <EmergencySheet />
    </main>
  )
}
