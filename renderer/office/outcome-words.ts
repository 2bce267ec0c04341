import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../circulation/outcome.ts'

/** What became of an entry, in words: the notes with it, and the answer that made it so. */
export function useOutcomeWords(): (outcome: Outcome) => string {
  const { t } = useTranslation()
  return outcome => {
    const question = outcome.kind === 'needs-person' ? t(`question.${outcome.question}`) : ''
    const notes = 'notes' in outcome ? outcome.notes : []
    return [
      t(`trail.${outcome.kind}`, { question }),
      ...notes.map(note => t(`note.${note.code}`)),
      outcome.answered && t('trail.answered', { choice: t(`replay-choice.${outcome.answered.choice}`) }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}
