import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { openReadOnly } from '../../sync/journal/journal.dom.ts'
import { CrashPage } from '../desk/crash-page.tsx'
import { formatsOf } from '../i18n/formats.ts'
import { createTexts } from '../i18n/i18n.ts'
import { rememberedLanguage } from './opening.tsx'

/** The desktop opens the page so when the one before was lost; said once, since a reload opens the desk. */
export function wasLost(): boolean {
  if (location.hash !== '#crashed') return false
  history.replaceState(null, '', location.pathname)
  return true
}

/** Time and number of the last act in a station's journal; undefined where there is none or it cannot be read. */
export async function lastRecorded(station: string): Promise<string | undefined> {
  const journal = openReadOnly({ databaseName: `journal-${station}` })
  try {
    const last = (await journal.entries()).findLast(({ transaction }) => 'barcode' in transaction && transaction.barcode)
    if (!last || !('barcode' in last.transaction)) return undefined
    return `${formatsOf(rememberedLanguage()).time(last.at.wall, last.at.zone)} ${last.transaction.barcode}`
  } catch {
    return undefined
  } finally {
    await journal.close()
  }
}

/** What is safe after a page was lost, with nobody at the desk yet. */
export function AfterCrash({ last }: { readonly last: string | undefined }) {
  const [texts] = useState(() => createTexts(rememberedLanguage()))
  return (
    <I18nextProvider i18n={texts}>
      <CrashPage lastSafe={() => last}>
        <Lost />
      </CrashPage>
    </I18nextProvider>
  )
}

function Lost(): never {
  throw new Error('the page before was lost')
}
