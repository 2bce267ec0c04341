import { useTranslation } from 'react-i18next'
import type { Task } from '../../sync/station/desk.ts'

export interface TaskWords {
  /** What to do, in an imperative. */
  readonly title: string
  /** Which item, which hold. */
  readonly about: string
  /** Why. */
  readonly reason: string
}

/** Says a thing to sort out: what to do, about what, and why, in plain words. */
export function useTaskWords(): (task: Task) => TaskWords {
  const { t, i18n } = useTranslation()
  return ({ outcome: { outcome }, title, barcode, line, why }) => {
    const item = title ?? line?.title ?? barcode ?? line?.barcode ?? ''
    if (why) return { title: t(`tasks.${why}`), about: item, reason: t(`tasks.${why}-why`) }
    switch (outcome.kind) {
      case 'needs-person':
        return { title: t(`question.${outcome.question}`), about: item, reason: t(`question-why.${outcome.question}`) }
      case 'applied-with-note':
      case 'history-only': {
        const note = outcome.notes[0]
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
