import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReplayChoice } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { OpenQuestion } from '../../sync/protocol/office.ts'
import { formatsOf } from '../i18n/formats.ts'
import { languageOf } from '../i18n/languages.ts'
import { useInstant, useItem, useOffice, useOfficeState, usePlaceName } from './office-context.ts'

/** Choices that need the right number, and which. */
export const needs: Partial<Record<ReplayChoice, 'barcode' | 'card'>> = { 'correct-barcode': 'barcode', 'correct-card': 'card' }

/** Names a question: a fork has two entries under one number. */
export const keyOf = ({ id, hash }: OpenQuestion): string => `${entryKey(id)} ${hash}`

interface QuestionProps {
  readonly question: OpenQuestion
  readonly isMarked?: boolean
  /** Absent where there is nothing to mark it for. */
  readonly onMark?: (on: boolean) => void
}

/** One matter with its choices, the recommended first; or the answer that is on its way. */
export function Question({ question, isMarked = false, onMark }: QuestionProps) {
  const { t, i18n } = useTranslation()
  const at = useInstant()
  const { id, scan, answered } = question
  const { transaction } = scan ?? {}
  const barcode = transaction && 'barcode' in transaction ? transaction.barcode : undefined
  const { sum: written } = formatsOf(languageOf(i18n.language))
  const placeName = usePlaceName()
  const item = useItem(barcode)
  const whose = transaction && 'card' in transaction && transaction.kind !== 'payment' ? transaction.card : undefined
  const card = whose && `${t('emergency.card')} ${whose}`
  const staff = useOfficeState(state => state.staff?.find(one => one.staffId === scan?.staffId)?.name) ?? scan?.staffId
  const sum = transaction?.kind === 'payment' ? `${written(transaction.cents)} €, ${transaction.card}` : undefined
  return (
    <li data-answered={answered ? '' : undefined}>
      {onMark && !answered ? (
        <label className="mark">
          <input type="checkbox" checked={isMarked} onChange={event => onMark(event.target.checked)} />
          <span className="spoken">{[barcode, id.station, id.sequence].filter(Boolean).join(' ')}</span>
        </label>
      ) : (
        <span />
      )}
      <div>
        <b>{[t(`transaction.${transaction?.kind ?? 'unreadable'}`), barcode ?? sum].filter(Boolean).join(' ')}</b>
        {item?.title && <span>{item.title}</span>}
        <small>{[id.station, scan && at(scan.at), placeName(scan), staff, card].filter(Boolean).join(' · ')}</small>
      </div>
      {answered ? <OnItsWay answered={answered} /> : <Choices question={question} />}
    </li>
  )
}

function Choices({ question: { id, asked } }: { readonly question: OpenQuestion }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [right, setRight] = useState('')
  const give = (choice: ReplayChoice) => {
    const number = needs[choice]
    const given = { target: id, question: asked.question, choice }
    void office.answer([number ? { ...given, right: { [number]: right.trim() } } : given])
  }
  return (
    <div className="choices">
      {asked.choices.some(choice => needs[choice]) && (
        <label>
          <b>{t('office.right-number')}</b>
          <input value={right} onChange={event => setRight(event.target.value)} />
          {asked.choices.some(choice => needs[choice] === 'barcode') && <WhatItIs barcode={right.trim()} />}
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
  )
}

/** The title of the right item, before anything is answered; asked for once somebody has stopped typing. */
function WhatItIs({ barcode }: { readonly barcode: string }) {
  const { t } = useTranslation()
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(barcode), 400)
    return () => clearTimeout(timer)
  }, [barcode])
  const found = useItem(settled === barcode ? barcode : undefined)
  return <small role="status">{found && (found.title ?? t(found.known ? 'office.no-title' : 'office.not-known'))}</small>
}

/** Until it is carried out it can be taken back. */
function OnItsWay({ answered: { answer, choice, staffId } }: { readonly answered: NonNullable<OpenQuestion['answered']> }) {
  const { t } = useTranslation()
  const office = useOffice()
  const staff = useOfficeState(state => state.staff)
  const who = staff?.find(one => one.staffId === staffId)?.name ?? staffId
  return (
    <div className="choices">
      <span>
        {t('trail.answered', { choice: t(`replay-choice.${choice}`) })}
        <small>{who}</small>
      </span>
      <button type="button" className="btn small" onClick={() => void office.takeBack([answer])}>
        <b>{t('office.take-back')}</b>
      </button>
    </div>
  )
}
