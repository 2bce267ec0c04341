import { type ReactNode, useEffect, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { I18nextProvider } from 'react-i18next'
import { useStore } from 'zustand'
import { formatsOf } from '../i18n/formats.ts'
import { createTexts } from '../i18n/i18n.ts'
import { type Station, StationContext } from '../store/station.ts'
import { CrashPage } from './crash-page.tsx'
import { DeskScreen } from './desk-screen.tsx'
import { zoneOf } from './place.ts'

/** A station on the screen, in its language and theme; `children` lie over the desk. */
export function StationScreen({ station, children }: { readonly station: Station; readonly children?: ReactNode }) {
  const { language, theme } = useStore(station.screen)
  const [texts] = useState(() => createTexts(language))
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dataset.theme = theme
    void texts.changeLanguage(language)
    // Said once everything is drawn, for whoever looks at the page from outside.
    document.documentElement.dataset.ready = 'true'
  }, [language, theme, texts])
  return (
    <I18nProvider locale={language}>
      <I18nextProvider i18n={texts}>
        <StationContext value={station}>
          <CrashPage lastSafe={() => lastSafe(station)}>
            <DeskScreen />
            {children}
          </CrashPage>
        </StationContext>
      </I18nextProvider>
    </I18nProvider>
  )
}

/** Time and number of the newest recorded line; never a title or a name, for this may be read out on the telephone. */
function lastSafe({ desk, screen }: Station): string | undefined {
  const { lines, branch } = desk.session()
  const line = lines.find(({ entry }) => entry !== undefined)
  return (
    line && `${formatsOf(screen.getState().language).time(line.at, zoneOf(desk.settings(), branch))} ${line.barcode ?? ''}`.trim()
  )
}
