import { Button, type PressEvent } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Question } from '../../sync/station/session.ts'
import { answerKeys, give } from '../store/acts.ts'
import { useSay, useStation } from '../store/station.ts'
import { focusField } from '../wedge/key-capture.ts'

/** The answers on F10 to F12. A scanner types Enter, digits and letters: none of them answers, and neither does the space bar. */
export function Answers({ question, who }: { readonly question: Question; readonly who: string | undefined }) {
  const { t } = useTranslation()
  const station = useStation()
  const say = useSay()
  const press = (choice: number) => (event: PressEvent) => {
    if (event.pointerType !== 'keyboard') give(station, choice)
    focusField()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid of planes
    <div className="answers" role="group" aria-label={t('answers.label', { who: who ?? '' })}>
      {question.choices.map((choice, at) => (
        <Button
          key={`${choice.id} ${choice.reason ?? ''}`}
          className={at === 0 ? 'first' : ''}
          preventFocusOnPress
          aria-keyshortcuts={answerKeys[at]}
          onPress={press(at)}
        >
          <span className="cap">{answerKeys[at]}</span>
          <span>{say(choice.words)}</span>
        </Button>
      ))}
    </div>
  )
}
