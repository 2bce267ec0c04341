import { useTranslation } from 'react-i18next'
import type { Line } from '../../sync/station/session.ts'
import { useFormats } from '../store/station.ts'

/** What an act of today is called where it is offered to be taken back: its title, else its number, else what it was and how much. */
export function useLineName(): (line: Line) => string {
  const { t } = useTranslation()
  const formats = useFormats()
  return ({ title, barcode, kind, fact }) =>
    title ?? barcode ?? [t(`line-kind.${kind}`), 'cents' in fact && `${formats.sum(fact.cents)} €`].filter(Boolean).join(' ')
}
