import { useState } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { roundedTime } from '../arrival.ts'
import { formatsOf } from '../i18n/formats.ts'
import { createTexts } from '../i18n/i18n.ts'
import { type Language, languageOf } from '../i18n/languages.ts'
import { AskPassphrase } from './ask-passphrase.tsx'
import './opening.css'
import type { WaysIn } from './what-keeps-keys.ts'

/** What the program says before there is a desk. */
export type OpeningState =
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'downloading'
      readonly bytesHere: number
      /** 0 where that is not known. */
      readonly bytesInAll: number
      readonly secondsLeft: number | undefined
      readonly here: number
      readonly inAll: number
      readonly link: 'none' | 'slow' | 'good'
    }
  | { readonly kind: 'passphrase'; readonly ways: WaysIn }
  | { readonly kind: 'no-hub' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'second-window' }
  | { readonly kind: 'full' }
  | { readonly kind: 'cannot-open'; readonly why: string }

/** One sentence and, while the register comes, a bar with megabytes. */
export function Opening({ state }: { readonly state: OpeningState }) {
  const [texts] = useState(() => createTexts(rememberedLanguage()))
  return (
    <I18nextProvider i18n={texts}>
      <OpeningPlane state={state} />
    </I18nextProvider>
  )
}

function OpeningPlane({ state }: { readonly state: OpeningState }) {
  const { t } = useTranslation()
  const formats = formatsOf(rememberedLanguage())
  const seconds = state.kind === 'downloading' ? state.secondsLeft : undefined
  const left = seconds === undefined ? undefined : roundedTime(seconds)
  return (
    <main className="opening" data-opening={state.kind}>
      <h1>Pysäkki</h1>
      {state.kind === 'passphrase' ? (
        <AskPassphrase ways={state.ways} />
      ) : (
        <p role="status">{t(`opening.${state.kind}`, 'why' in state ? { why: state.why } : {})}</p>
      )}
      {state.kind === 'downloading' && (
        <>
          <progress aria-label={t('opening.downloading')} value={state.here} max={Math.max(state.inAll, 1)} />
          <p>
            {t(state.bytesInAll > 0 ? 'opening.of' : 'opening.megabytes', {
              megabytes: formats.megabytes(state.bytesHere),
              here: formats.megabytes(state.bytesHere),
              all: formats.megabytes(state.bytesInAll),
            })}{' '}
            {left && t(`opening.left-${left.unit}`, { count: left.count })} {state.link === 'none' && t('opening.waits-for-line')}
          </p>
        </>
      )}
      {['second-window', 'full', 'cannot-open'].includes(state.kind) && (
        <button type="button" className="btn" onClick={() => location.reload()}>
          {t('opening.try-again')}
        </button>
      )}
    </main>
  )
}

/** Before the desk is open its preferences are read as they stand. */
export function rememberedLanguage(): Language {
  try {
    const kept = JSON.parse(localStorage.getItem('pysakki.preferences') ?? '{}') as { language?: string }
    return languageOf(kept.language ?? 'fi')
  } catch {
    return languageOf('fi')
  }
}
