import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAboutMoney, type ReplayChoice } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { OpenQuestion } from '../../sync/protocol/office.ts'
import { Given } from './given.tsx'
import { useInstant, useOffice, useOfficeState } from './office-context.ts'
import { keyOf, needs, Question } from './question.tsx'

/** What waits for a person, of all stations: like questions stand together, and one choice may answer several, but for money. */
export function Questions() {
  const { t } = useTranslation()
  const questions = useOfficeState(state => state.questions)
  return (
    <>
      <Given />
      {questions?.length === 0 && <p className="quiet">{t('office.nothing-asked')}</p>}
      <Closed questions={questions?.filter(isClosed) ?? []} />
      {inGroups(questions?.filter(one => !isClosed(one)) ?? []).map(group => (
        <Group key={`${group[0]!.asked.question} ${group[0]!.asked.about?.join()}`} questions={group} />
      ))}
    </>
  )
}

const isClosed = ({ asked, answered }: OpenQuestion): boolean => asked.closedUntil !== undefined && !answered

/** What other stations may still answer: told, and opened by whoever cannot wait. */
function Closed({ questions }: { readonly questions: readonly OpenQuestion[] }) {
  const { t } = useTranslation()
  const at = useInstant()
  if (questions.length === 0) return null
  const [last] = questions
    .map(({ asked }) => asked.closedUntil!)
    .toSorted()
    .toReversed()
  return (
    <details className="closed">
      <summary>{t('office.closed', { count: questions.length, at: at(last!) })}</summary>
      <p className="plane-note">{t('office.closed-note')}</p>
      <ul className="asked">
        {questions.map(question => (
          <Question key={keyOf(question)} question={question} />
        ))}
      </ul>
    </details>
  )
}

/** The same is asked, and the same would be done; what may be answered to each stands with it. */
function inGroups(questions: readonly OpenQuestion[]): readonly (readonly OpenQuestion[])[] {
  const groups = new Map<string, OpenQuestion[]>()
  for (const question of questions) {
    const { asked } = question
    const key = [asked.question, asked.about?.join()].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), question])
  }
  return [...groups.values()]
}

function Group({ questions }: { readonly questions: readonly OpenQuestion[] }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const open = questions.filter(({ answered }) => !answered)
  const marked = open.filter(question => chosen.has(keyOf(question)))
  const { asked } = questions[0]!
  const isForSeveral = open.length > 1 && !isAboutMoney(asked.question)
  const mark = (keys: readonly string[], on: boolean) =>
    setChosen(new Set(on ? [...chosen, ...keys] : [...chosen].filter(key => !keys.includes(key))))
  const give = (choice: ReplayChoice) => {
    void office.answer(marked.map(({ id, asked: { question } }) => ({ target: id, question, choice })))
    setChosen(new Set())
  }
  return (
    <section className="group-asked">
      <h2>
        {t(`question.${asked.question}`)} <b>{questions.length}</b>
      </h2>
      <p className="plane-note">
        {asked.about?.map(kind => t(`conflict.${kind}`)).join(', ') || t(`question-why.${asked.question}`)}
      </p>
      {isForSeveral && (
        <div className="bulk">
          <label className="mark">
            <input
              type="checkbox"
              checked={marked.length === open.length}
              onChange={event => mark(open.map(keyOf), event.target.checked)}
            />
            <b>{t('office.mark-all', { count: open.length })}</b>
          </label>
          <span>{t('office.marked', { count: marked.length })}</span>
          {asked.choices
            .filter(choice => !needs[choice] && marked.every(one => one.asked.choices.includes(choice)))
            .map((choice, place) => (
              <button
                key={choice}
                type="button"
                className={place === 0 ? 'btn small first' : 'btn small'}
                disabled={marked.length === 0}
                onClick={() => give(choice)}
              >
                <b>{t(`replay-choice.${choice}`)}</b>
                <span className="spoken">{t('office.to-marked')}</span>
              </button>
            ))}
        </div>
      )}
      <ul className="asked">
        {questions.map(question => (
          <Question
            key={`${entryKey(question.id)} ${question.hash}`}
            question={question}
            {...(isForSeveral && {
              isMarked: chosen.has(keyOf(question)),
              onMark: (on: boolean) => mark([keyOf(question)], on),
            })}
          />
        ))}
      </ul>
    </section>
  )
}
