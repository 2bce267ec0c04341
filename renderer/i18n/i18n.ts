import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json' with { type: 'json' }
import fi from './fi.json' with { type: 'json' }
import { type Language, languages } from './languages.ts'
import sv from './sv.json' with { type: 'json' }

/** The desk's texts, ready at once: all three languages are in the bundle, because there may be no network. */
export function createTexts(language: Language): i18n {
  const texts = createInstance()
  texts.use(initReactI18next)
  void texts.init({
    lng: language,
    fallbackLng: languages[0],
    resources: { fi: { translation: fi }, sv: { translation: sv }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
    react: { useSuspense: false },
  })
  return texts
}
