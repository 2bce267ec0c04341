import { useTranslation } from 'react-i18next'
import type { Wait } from '../../sync/protocol/brake.ts'
import { useDesk, useFormats } from '../store/station.ts'
import { zoneOf } from './place.ts'

/** Why what was sent is not in the library system yet: in a word or two for the line, and as a sentence. */
export function useWaitWords(): { readonly inShort: (wait: Wait) => string; readonly whole: (wait: Wait) => string } {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const say = (section: string, { why, until }: Wait) => {
    // A hub of a later version may know other reasons.
    const known = i18n.exists(`${section}.${why}`) ? why : 'other'
    return t(`${section}.${known}`, { time: until ? formats.time(until, zone) : '' })
  }
  return { inShort: wait => say('waits', wait), whole: wait => say('waits-why', wait) }
}
