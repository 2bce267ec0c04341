import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId } from '../../circulation/transaction.ts'
import type { TrailStep } from '../../sync/station/desk.ts'
import { zoneOf } from '../desk/place.ts'
import { useDesk, useFormats, useStation } from '../store/station.ts'

interface TrailProps {
  readonly entry: EntryId
  /** The entry's key here, where the hub has another name for it. */
  readonly taskId?: string
}

/** The way of one entry, step by step, as far as this station knows it. */
export function Trail({ entry, taskId }: TrailProps) {
  const { t } = useTranslation()
  const { desk } = useStation()
  const status = useDesk(state => state.status)
  const [steps, setSteps] = useState<readonly TrailStep[]>([])
  const { station, epoch, sequence } = own(entry, taskId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status says that there may be a new step
  useEffect(() => {
    let isOver = false
    void desk.trail({ station, epoch, sequence }).then(found => isOver || setSteps(found))
    return () => {
      isOver = true
    }
  }, [desk, station, epoch, sequence, status])
  if (steps.length === 0) return null
  return (
    <section className="trail" aria-label={t('trail.title')}>
      <h2>{t('trail.title')}</h2>
      <ol>
        {steps.map(step => (
          <StepRow key={`${step.step} ${step.at ?? ''}`} step={step} />
        ))}
      </ol>
    </section>
  )
}

/** `STATION/EPOCH/SEQUENCE` as it stands in this station's journal. */
function own(entry: EntryId, taskId: string | undefined): EntryId {
  const [station, epoch, sequence] = taskId?.split('/') ?? []
  return station && epoch && sequence ? { station, epoch, sequence: Number(sequence) } : entry
}

function StepRow({ step: { step, at, staffId, choice, outcome } }: { readonly step: TrailStep }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const settings = useDesk(state => state.settings)
  const zone = useDesk(({ session }) => zoneOf(settings, session.branch))
  const now = useDesk(state => state.now)
  const who = staffId && (settings.staff.find(one => one.staffId === staffId)?.name ?? staffId)
  const question = outcome?.kind === 'needs-person' ? t(`question.${outcome.question}`) : ''
  const words = outcome
    ? t(`trail.${outcome.kind}`, { question })
    : t(`trail.${step}`, choice ? { choice: t(`replay-choice.${choice}`) } : {})
  const by = outcome?.answered && t('trail.answered', { choice: t(`replay-choice.${outcome.answered.choice}`) })
  return (
    <li>
      <time dateTime={at}>{at ? formats.when(at, zone, now) : ''}</time>
      <span>{[words, by].filter(Boolean).join(' · ')}</span>
      <small className="clip">{who}</small>
    </li>
  )
}
