import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Answer } from '../../circulation/transaction.ts'

/** What became of an entry, in words: the notes with it, and the answer that made it so. */
export function useOutcomeWords(): (outcome: Outcome) => string {
  const { t } = useTranslation()
  const choice = useChoiceWords()
  return outcome => {
    const question = outcome.kind === 'needs-person' ? t(`question.${outcome.question}`) : ''
    const notes = 'notes' in outcome ? outcome.notes : []
    return [
      t(`trail.${outcome.kind}`, { question }),
      ...notes.map(note => t(`note.${note.code}`)),
      outcome.answered && t('trail.answered', { choice: choice(outcome.answered) }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}

/** What was answered, with the right number or the new title where the choice has one. */
export function useChoiceWords(): (answer: Pick<Answer, 'choice' | 'right'>) => string {
  const { t } = useTranslation()
  return ({ choice, right }) =>
    [t(`replay-choice.${choice}`), right?.barcode, right?.card, right?.title].filter(Boolean).join(' ')
}
