import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReplayChoice } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { OpenQuestion } from '../../sync/protocol/office.ts'
import { useInstant, useOffice, useOfficeState } from './office-context.ts'

/** What waits for a person, of all stations; the recommended choice stands first. */
export function Questions() {
  const { t } = useTranslation()
  const questions = useOfficeState(state => state.questions)
  const answered = useOfficeState(state => state.answered)
  return (
    <>
      <p className="plane-note" role="status">
        {answered && t('office.answered')}
      </p>
      {questions?.length === 0 && <p className="quiet">{t('office.nothing-asked')}</p>}
      <ul className="asked">
        {questions?.map(question => (
          <Question key={`${entryKey(question.id)} ${question.hash}`} question={question} />
        ))}
      </ul>
    </>
  )
}

/** Choices that need the right number, and which. */
const needs: Partial<Record<ReplayChoice, 'barcode' | 'card'>> = { 'correct-barcode': 'barcode', 'correct-card': 'card' }

function Question({ question: { id, asked, scan } }: { readonly question: OpenQuestion }) {
  const { t } = useTranslation()
  const office = useOffice()
  const at = useInstant()
  const [right, setRight] = useState('')
  const { transaction } = scan ?? {}
  const give = (choice: ReplayChoice) => {
    const number = needs[choice]
    const given = { target: id, question: asked.question, choice }
    void office.answer(number ? { ...given, right: { [number]: right.trim() } } : given)
  }
  return (
    <li>
      <div>
        <b>{t(`question.${asked.question}`)}</b>
        <span>
          {[t(`transaction.${transaction?.kind ?? 'unreadable'}`), transaction && 'barcode' in transaction && transaction.barcode]
            .filter(Boolean)
            .join(' ')}
        </span>
        <span>{asked.about?.map(kind => t(`conflict.${kind}`)).join(', ') || t(`question-why.${asked.question}`)}</span>
        <small>{[id.station, scan && at(scan.at), scan?.branch].filter(Boolean).join(' · ')}</small>
      </div>
      <div className="choices">
        {asked.choices.some(choice => needs[choice]) && (
          <label>
            <b>{t('office.right-number')}</b>
            <input value={right} onChange={event => setRight(event.target.value)} />
          </label>
        )}
        {asked.choices.map((choice, place) => (
          <button
            key={choice}
            type="button"
            className={place === 0 ? 'btn small first' : 'btn small'}
            disabled={!!needs[choice] && !right.trim()}
            onClick={() => give(choice)}
          >
            <b>{t(`replay-choice.${choice}`)}</b>
            {place === 0 && <small>{t('office.recommended')}</small>}
          </button>
        ))}
      </div>
    </li>
  )
}
