import { createContext, useContext, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Transaction } from '../../circulation/transaction.ts'
import type { KnownItem } from '../../sync/protocol/office.ts'
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

/** The name of the stop, or of the branch, where something was done. */
export function usePlaceName(): (scan: { readonly branch: string; readonly stopId?: string } | undefined) => string {
  const places = useOfficeState(state => state.places)
  return scan => {
    if (!scan) return ''
    const { branch, stopId } = scan
    return (stopId && (places?.stops[stopId] ?? stopId)) || (places?.branches[branch] ?? branch)
  }
}

/** The number that a transaction is about: the item's, or whose money and how much. */
export function useAboutWhat(): (transaction: Transaction) => string {
  const { sum } = useOfficeFormats()
  return transaction => {
    if (transaction.kind === 'payment') return `${sum(transaction.cents)} €`
    return 'barcode' in transaction ? (transaction.barcode ?? '') : ''
  }
}

/** What the library system knows of an item; undefined until it has said. */
export function useItem(barcode: string | undefined): KnownItem | undefined {
  const office = useOffice()
  useEffect(() => {
    if (barcode) void office.item(barcode)
  }, [office, barcode])
  return useOfficeState(state => (barcode ? state.items?.[barcode] : undefined))
}

/** How long ago, in the largest unit that is not nought. */
export function useAge(): (milliseconds: number) => string {
  const { t } = useTranslation()
  return milliseconds => {
    const { unit, count } = ageOf(milliseconds)
    return unit === 'minutes' && count === 0 ? t('office.now') : t(`office.age-${unit}`, { count })
  }
}
