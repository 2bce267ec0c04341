import { useTranslation } from 'react-i18next'
import { Temporal } from 'temporal-polyfill'
import type { CarriedDay } from '../../../sync/station/carry/carry-out.ts'
import type { KocDay } from '../../../sync/station/carry/koc-file.ts'
import type { WaysHome, Written } from '../../../sync/station/carry/ways-home.ts'
import { zoneOf } from '../../desk/place.ts'
import { useDesk, useFormats } from '../../store/station.ts'

/** Day and time where the desk is. */
export function useTime(): (instant: string) => string {
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  return instant => {
    const day = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
    return `${formats.day(day)} ${formats.time(instant, zone)}`
  }
}

/** What became of writing the day. */
export function useWrittenWords(): (written: Written<CarriedDay>) => string {
  const { t } = useTranslation()
  const time = useTime()
  const notWritten = useNotWrittenWords()
  return written => {
    if (written.kind !== 'written') return notWritten(written)
    const { entries, last } = written.day
    return `${t('carry.written', { count: entries, time: last ? time(last.at) : '' })} ${placeWords(t, written.where)}`
  }
}

/** What became of writing Koha's file. */
export function useKocWords(): (written: Written<KocDay>) => string {
  const { t } = useTranslation()
  const notWritten = useNotWrittenWords()
  return written => {
    if (written.kind !== 'written') return notWritten(written)
    return `${t('koc.written', { count: written.day.issues + written.day.returns })} ${placeWords(t, written.where)}`
  }
}

/** What became of another station's file. */
export function useTakenWords(): (taken: Awaited<ReturnType<WaysHome['takeIn']>>) => string {
  const { t } = useTranslation()
  const time = useTime()
  return taken => {
    if (!taken) return t('carry.not-chosen')
    if (taken.kind === 'failed') return t('carry.unreadable', { why: taken.why })
    if (taken.kind === 'refused') return t(`carry.refused-${taken.why}`)
    const { station, entries, until } = taken.journal
    if (taken.known) return t('carry.known', { station })
    return t('carry.taken', { station, count: entries, time: until === undefined ? '' : time(until) })
  }
}

function useNotWrittenWords(): (written: Exclude<Written<unknown>, { kind: 'written' }>) => string {
  const { t } = useTranslation()
  return written => (written.kind === 'failed' ? t('carry.failed', { why: written.why }) : t(`carry.${written.kind}`))
}

function placeWords(t: ReturnType<typeof useTranslation>['t'], where: string): string {
  return where === '' ? t('carry.downloads') : t('carry.where', { where })
}
