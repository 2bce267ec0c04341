import { useTranslation } from 'react-i18next'
import type { OutcomeNote } from '../../circulation/outcome.ts'
import type { Task } from '../../sync/station/desk.ts'
import { placeName } from '../../sync/station/verdicts.ts'
import { formatsOf } from '../i18n/formats.ts'
import { languageOf } from '../i18n/languages.ts'
import { useDesk } from '../store/station.ts'

export interface TaskWords {
  /** What to do, in an imperative. */
  readonly title: string
  /** Which item, which hold, where to. */
  readonly about: string
  /** Why. */
  readonly reason: string
}

/** What makes it something to do, whatever else is noted beside it. */
const forAPerson: readonly OutcomeNote['code'][] = [
  'promise-broken',
  'hold-caught',
  'hold-gone',
  'found-again',
  'mark-by-hand',
  'item-added',
]

/** Says a thing to sort out: what to do, about what, and why, in plain words. */
export function useTaskWords(): (task: Task) => TaskWords {
  const { t, i18n } = useTranslation()
  const { sum } = formatsOf(languageOf(i18n.language))
  const settings = useDesk(state => state.settings)
  return ({ outcome: { outcome }, title, barcode, line, scan, why, because, holdNumber, to }) => {
    const paid = scan?.cents === undefined ? '' : `${t('line-kind.payment')} ${sum(scan.cents)} €`
    const item = title ?? line?.title ?? barcode ?? line?.barcode ?? paid
    if (why) {
      const turn = holdNumber && t('tasks.hold', { number: holdNumber })
      const place = to && placeName(settings, to.branch, to.stopId)
      const about = [item, turn, because && t(because.key, because.values), place].filter(Boolean).join(', ')
      return { title: t(`tasks.${why}`), about, reason: t(`tasks.${why}-why`) }
    }
    switch (outcome.kind) {
      case 'needs-person':
        return { title: t(`question.${outcome.question}`), about: item, reason: t(`question-why.${outcome.question}`) }
      case 'applied-with-note':
      case 'history-only': {
        const note = outcome.notes.find(({ code }) => forAPerson.includes(code)) ?? outcome.notes[0]
        if (!note) return { title: item, about: '', reason: '' }
        const hold = note.holdNumber ? t('tasks.hold', { number: note.holdNumber }) : undefined
        return { title: t(`todo.${note.code}`), about: [item, hold].filter(Boolean).join(', '), reason: t(`note.${note.code}`) }
      }
      case 'refused':
        return {
          title: t(i18n.exists(`not-taken.${outcome.code}`) ? 'tasks.overtaken' : 'tasks.refused'),
          about: item,
          reason:
            [`refusal.${outcome.code}`, `not-taken.${outcome.code}`].filter(key => i18n.exists(key)).map(key => t(key))[0] ??
            outcome.code,
        }
      default:
        return { title: item, about: '', reason: '' }
    }
  }
}
