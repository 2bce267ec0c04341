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
  return ({ outcome: { outcome }, title, barcode, line }) => {
    const item = title ?? line?.title ?? barcode ?? line?.barcode ?? ''
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
          title: t('tasks.refused'),
          about: item,
          reason: i18n.exists(`refusal.${outcome.code}`) ? t(`refusal.${outcome.code}`) : outcome.code,
        }
      default:
        return { title: item, about: '', reason: '' }
    }
  }
}
