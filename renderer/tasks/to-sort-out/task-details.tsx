import { ListBox, ListBoxItem } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { isAboutMoney, type ReplayChoice } from '../../../circulation/outcome.ts'
import type { Task } from '../../../sync/station/desk.ts'
import { cardEnd } from '../../desk/patron-words.ts'
import { zoneOf } from '../../desk/place.ts'
import { useTaskWords } from '../../desk/task-words.ts'
import { useDesk, useFormats } from '../../store/station.ts'
import { Trail } from '../trail.tsx'
import { RightNumber } from './right-number.tsx'
import { type Answering, asksFor } from './use-answering.ts'

/** One thing to sort out: what happened, why it waits, what each choice will do, and its way so far. */
export function TaskDetails({ task, answering }: { readonly task: Task; readonly answering: Answering }) {
  const { t } = useTranslation()
  const { title, about, reason } = useTaskWords()(task)
  const { choice } = answering
  const needs = choice && asksFor[choice]
  return (
    <section className="task-details" aria-label={title}>
      <div className="matter">
        <h2>{title}</h2>
        <b>{about}</b>
      </div>
      <p>{reason}</p>
      {task.provisional && <p className="plane-note provisional">{t('tasks.provisional')}</p>}
      <ToConfirm task={task} />
      <WhatHappened task={task} />
      {task.notTaken && (
        <p className="late" role="alert">
          {t(`not-taken.${task.notTaken}`)}
        </p>
      )}
      {task.answered ? (
        <p className="plane-note">{t('tasks.answered-waits', { choice: t(`replay-choice.${task.answered.choice}`) })}</p>
      ) : (
        answering.choices.length > 0 && <Choices answering={answering} />
      )}
      {!task.answered && needs && <RightNumber key={needs} asks={needs} answering={answering} />}
      {task.target && <Trail entry={task.target} taskId={task.taskId} />}
      {!task.why && <small className="plane-note">{codeOf(task)}</small>}
    </section>
  )
}

/** What the recommended choice would do that somebody is to agree to. */
function ToConfirm({ task: { outcome } }: { readonly task: Task }) {
  const { t, i18n } = useTranslation()
  const about = outcome.outcome.kind === 'needs-person' ? (outcome.outcome.about ?? []) : []
  const said = about.map(kind => `conflict.${kind}`).filter(key => i18n.exists(key))
  if (said.length === 0) return null
  return (
    <ul className="to-confirm">
      {said.map(key => (
        <li key={key}>{t(key)}</li>
      ))}
    </ul>
  )
}

/** A card's number is shown whole only where it is the number in question, or its account has to be looked into. */
function WhatHappened({ task: { scan, barcode, outcome } }: { readonly task: Task }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const now = useDesk(state => state.now)
  if (!scan) return null
  const question = outcome.outcome.kind === 'needs-person' ? outcome.outcome.question : undefined
  const isInQuestion = question === 'unknown-patron' || (question !== undefined && isAboutMoney(question))
  const kind = t(`line-kind.${scan.kind}`, { defaultValue: scan.kind })
  const parts = [barcode, scan.card && t('tasks.card', { number: isInQuestion ? scan.card : cardEnd(scan.card) })]
  return (
    <p className="plane-note">
      {[t('tasks.scanned', { time: formats.when(scan.at, zone, now), kind }), ...parts].filter(Boolean).join(', ')}
    </p>
  )
}

/** The recommended one first; the arrows and touch choose among them. */
function Choices({ answering: { choices, choice, choose } }: { readonly answering: Answering }) {
  const { t } = useTranslation()
  return (
    <ListBox
      className="choices"
      aria-label={t('tasks.choices')}
      disallowEmptySelection
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={choice ? [choice] : []}
      onSelectionChange={selection => {
        const [first] = selection === 'all' ? [] : [...selection]
        if (first !== undefined) choose(String(first) as ReplayChoice)
      }}
    >
      {choices.map((one, at) => (
        <ListBoxItem key={one} id={one} className="choice short" textValue={t(`replay-choice.${one}`)}>
          <i className="box" aria-hidden="true" />
          <span>
            <b>{t(`replay-choice.${one}`)}</b>
            {at === 0 && <small>{` ${t('tasks.recommended')}`}</small>}
            <small className="does">{t(`choice-does.${one}`)}</small>
          </span>
        </ListBoxItem>
      ))}
    </ListBox>
  )
}

/** For the support call. */
function codeOf({ outcome: { outcome, sequence } }: Task): string {
  const what = outcome.kind === 'needs-person' ? outcome.question : outcome.kind === 'refused' ? outcome.code : outcome.kind
  return `${what} ${sequence}`
}
