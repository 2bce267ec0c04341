import { useTranslation } from 'react-i18next'
import type { Action } from '../../circulation/evidence.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { AuditStep } from '../../sync/protocol/office.ts'
import { useInstant } from './office-context.ts'
import { useOutcomeWords } from './outcome-words.ts'

/** The way of one entry, from the scan to what became of it. */
export function Steps({ steps }: { readonly steps: readonly AuditStep[] }) {
  const at = useInstant()
  const say = useStepWords()
  return (
    <ol className="way">
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={place} data-step={step.step}>
          <time dateTime={step.at}>{step.at && at(step.at)}</time>
          <span>{say(step)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Words of one step; the hub is trusted to send what the protocol says, the details are read with care all the same. */
function useStepWords(): (step: AuditStep) => string {
  const { t } = useTranslation()
  const say = useOutcomeWords()
  return ({ step, detail }) => {
    const { actions, outcome } = detail as { actions?: readonly Action[]; outcome?: Outcome }
    if (outcome) return say(outcome)
    if (actions) {
      const writes = [...new Set(actions.map(({ kind }) => kind))].map(kind => t(`write.${kind}`))
      return t('office.step-sent', { writes: writes.join(', ') })
    }
    return t(step === 'scanned' ? 'trail.scanned' : 'trail.held')
  }
}
