import { useTranslation } from 'react-i18next'
import { loanCount } from '../../circulation/patron-refusals.ts'
import { refusal } from '../../circulation/refusals.ts'
import type { FactValue, Question, Verdict, Words } from '../../sync/station/session.ts'
import { ageOf } from '../i18n/formats.ts'
import { withSoftHyphens } from '../i18n/soft-hyphens.ts'
import { useDesk, useFormats, useSay } from '../store/station.ts'
import { cardEnd, shortName } from './patron-words.ts'
import { todayOf } from './place.ts'

/** One verdict in the words of the screen. */
export interface VerdictWords {
  readonly word: string
  readonly who?: string | undefined
  readonly title?: string | undefined
  readonly note?: string | undefined
  readonly fact?: VerdictFact | undefined
}

export interface VerdictFact {
  readonly label: string
  readonly big: string
  /** `sign`: a date or an age limit; `number`: a hold number; `wordy`: a sentence or a place. */
  readonly size: 'sign' | 'number' | 'wordy'
  readonly detail?: string | undefined
  /** Stands out before the detail: where it goes. */
  readonly place?: string | undefined
}

const staleAfterMs = 10 * 60_000

/** Says a verdict, with the open question where it asks. */
export function useVerdictWords(verdict: Verdict, question: Question | undefined): VerdictWords {
  const { t } = useTranslation()
  const say = useSay()
  const sayValue = useFactValue()
  const placeNote = usePlaceNote()
  const facts = useDesk(({ patrons }) => (verdict.patronId ? patrons[verdict.patronId] : undefined))
  const visit = useDesk(({ session }) => session.visit)
  const dataAgeMs = useDesk(({ status }) => status.dataAgeMs)
  const { code, fact } = verdict

  const card = facts?.card ?? (visit?.patronId === verdict.patronId ? visit?.card : undefined)
  const who = verdict.patronId
    ? (shortName(facts?.patron) ?? (card ? t('patron.card-end', { end: cardEnd(card) }) : undefined))
    : undefined
  const title = verdict.title ?? verdict.barcode
  const plain = { who, title: title && withSoftHyphens(title), note: verdict.note && say(verdict.note) }

  if (verdict.word.key === 'verdict.patron-open') {
    const loans = facts && { label: t('patron.on-loan'), big: String(loanCount(facts)), size: 'sign' as const }
    const advice = code ? `${capital(t(`refusal.${code}`))}. ${t(`advice.${code}`)}` : plain.note
    return { word: who ?? say(verdict.word), title: t('verdict.patron-open'), note: advice, fact: fact ? factOf(fact) : loans }
  }
  if (verdict.shape === 'ask' && question) {
    const held = fact?.value.kind === 'hold-number' ? t('verdict-note.hold', { number: fact.value.number }) : undefined
    const due = fact?.value.kind === 'day' ? ended(`${capital(say(fact.label))} ${sayValue(fact.value)}`) : undefined
    const more = fact?.detail && say(fact.detail)
    const advice = code ? (held ? undefined : t(`advice.${code}`)) : undefined
    const age = code && dataAgeMs !== undefined && dataAgeMs > staleAfterMs ? ageOf(dataAgeMs) : undefined
    const old = age && t(`verdict-note.old-${age.unit}`, { count: age.count })
    const note = [plain.note, held, due, advice, more, old].filter(Boolean).join(' ')
    return {
      ...plain,
      word: code
        ? capital(t(`refusal.${code}`))
        : isPlain(verdict.word)
          ? t(`question-word.${question.about}`)
          : say(verdict.word),
      note: note || undefined,
    }
  }
  const word =
    verdict.word.key === 'verdict.refused' && code && refusal(code).about !== 'act'
      ? t('verdict-word.not-lent')
      : say(verdict.word)
  if (fact) return { ...plain, word, fact: factOf(fact) }
  if (verdict.word.key === 'verdict.returned' || verdict.word.key === 'verdict.already-returned')
    return { ...plain, word, fact: { label: t('label.goes-to'), big: t('line.returned'), size: 'sign' } }
  return { ...plain, word }

  function factOf({ label, value, detail }: NonNullable<Verdict['fact']>): VerdictFact {
    const size = value.kind === 'hold-number' ? 'number' : value.kind === 'words' || value.kind === 'place' ? 'wordy' : 'sign'
    const goesTo = detail?.key === 'detail.hold-at' ? String(detail.values?.place) : undefined
    return {
      label: say(label),
      big: sayValue(value),
      size,
      ...(goesTo ? { place: goesTo, detail: placeNote(goesTo) } : { detail: detail ? say(detail) : code && t(`advice.${code}`) }),
    }
  }
}

function useFactValue(): (value: FactValue) => string {
  const { t } = useTranslation()
  const say = useSay()
  const formats = useFormats()
  const settings = useDesk(state => state.settings)
  return value => {
    switch (value.kind) {
      case 'day':
        return formats.day(value.day)
      case 'hold-number':
        return value.number
      case 'age':
        return t('verdict-word.age', { years: value.years })
      case 'count':
        return String(value.count)
      case 'sum':
        return `${formats.sum(value.cents)} €`
      case 'words':
        return say(value.words)
      case 'place': {
        const stop = settings.stops.find(({ stopId }) => stopId === value.stopId)
        return stop?.name ?? settings.branches.find(({ branch }) => branch === value.branch)?.name ?? value.branch
      }
    }
  }
}

/** When the bus is there next and on which line, for a place that is a stop. */
function usePlaceNote(): (name: string) => string | undefined {
  const { t } = useTranslation()
  const formats = useFormats()
  const settings = useDesk(state => state.settings)
  const { branch } = useDesk(({ session }) => session)
  const today = todayOf(
    settings,
    branch,
    useDesk(({ now }) => now),
  )
  return name => {
    const stop = settings.stops.find(known => known.name === name)
    if (!stop) return undefined
    const next = stop.visits.find(({ day, cancelled }) => day >= today && !cancelled)
    return next
      ? t('verdict-word.stop-on', { day: formats.day(next.day), line: stop.line })
      : t('verdict-word.line', { line: stop.line })
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A day may end in a full stop of its own. */
const ended = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

const isPlain = ({ key }: Words): boolean => key === 'verdict.asks'
