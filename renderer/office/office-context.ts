import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { ageOf, type Formats, formatsOf } from '../i18n/formats.ts'
import { languageOf } from '../i18n/languages.ts'
import type { Office, OfficeState } from './office-store.ts'

export const OfficeContext = createContext<Office | undefined>(undefined)

/** The office around this component. Throws outside of one. */
export function useOffice(): Office {
  const office = useContext(OfficeContext)
  if (!office) throw new Error('a component of the office needs one around it')
  return office
}

export const useOfficeState = <T>(pick: (state: OfficeState) => T): T => useStore(useOffice().store, pick)

export function useOfficeFormats(): Formats {
  return formatsOf(languageOf(useTranslation().i18n.language))
}

/** `ti 17.11. 9.47` in the library's zone. */
export function useInstant(): (instant: string) => string {
  const formats = useOfficeFormats()
  const zone = useOfficeState(({ brake }) => brake?.zone ?? 'UTC')
  return instant => formats.instant(instant, zone)
}

/** How long ago, in the largest unit that is not nought. */
export function useAge(): (milliseconds: number) => string {
  const { t } = useTranslation()
  return milliseconds => {
    const { unit, count } = ageOf(milliseconds)
    return unit === 'minutes' && count === 0 ? t('office.now') : t(`office.age-${unit}`, { count })
  }
}
