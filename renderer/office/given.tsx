import { useTranslation } from 'react-i18next'
import { useOffice, useOfficeState } from './office-context.ts'

/** What was answered a moment ago, and the way back while there is one. */
export function Given() {
  const { t } = useTranslation()
  const office = useOffice()
  const given = useOfficeState(state => state.given)
  const takenBack = useOfficeState(state => state.takenBack)
  const questions = useOfficeState(state => state.questions)
  const waiting = given?.answers.filter(answer =>
    questions?.some(({ answered }) => answered?.answer.epoch === answer.epoch && answered.answer.sequence === answer.sequence),
  )
  return (
    <div className="given">
      <p role="status">
        {given && t('office.given', { count: given.answers.length })}
        {given && given.notTaken > 0 && ` ${t('office.not-taken', { count: given.notTaken })}`}
        {takenBack && takenBack.count > 0 && t('office.taken-back', { count: takenBack.count })}
        {takenBack && takenBack.tooLate > 0 && ` ${t('office.too-late', { count: takenBack.tooLate })}`}
      </p>
      {waiting && waiting.length > 0 && (
        <button type="button" className="btn small" onClick={() => void office.takeBack(waiting)}>
          <b>{t('office.take-back-all', { count: waiting.length })}</b>
        </button>
      )}
    </div>
  )
}
