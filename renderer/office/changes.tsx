import { useTranslation } from 'react-i18next'
import type { BrakeSettings } from '../../sync/protocol/brake.ts'
import type { BrakeAudit } from '../../sync/protocol/office.ts'
import { useInstant, useOfficeState } from './office-context.ts'

/** Who changed the brake, when, and from what to what: the latest first. */
export function Changes() {
  const { t } = useTranslation()
  const at = useInstant()
  const changes = useOfficeState(({ brake }) => brake?.changes)
  if (!changes) return null
  if (changes.length === 0) return <p className="quiet">{t('office.no-changes')}</p>
  return (
    <ul className="changes">
      {changes.map(change => (
        <li key={change.at}>
          <time dateTime={change.at}>{at(change.at)}</time>
          <b>{t('office.change-of', { by: change.by })}</b>
          <Differences change={change} />
        </li>
      ))}
    </ul>
  )
}

function Differences({ change: { before, after } }: { readonly change: BrakeAudit }) {
  const { t } = useTranslation()
  const say = useSettingWords()
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof BrakeSettings)[]
  const changed = names.filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return (
    <span>{changed.map(name => `${t(`office.setting-${name}`)}: ${say(name, before)} → ${say(name, after)}`).join('; ')}</span>
  )
}

function useSettingWords(): (name: keyof BrakeSettings, of: BrakeSettings) => string {
  const { t } = useTranslation()
  return (name, of) => {
    const value = of[name]
    if (typeof value === 'boolean') return t(value ? 'office.on' : 'office.off')
    if (value === undefined) return '–'
    if (name === 'notBetween') return of.notBetween.map(({ from, to }) => `${from}–${to}`).join(', ') || '–'
    if (name === 'pausedKinds') return of.pausedKinds.map(kind => t(`conflict.${kind}`)).join(', ') || '–'
    if (name === 'ladder')
      return (
        Object.entries(of.ladder)
          .map(([kind, rung]) => `${t(`conflict.${kind}`)} (${t(`rung.${rung}`)})`)
          .join(', ') || '–'
      )
    return Array.isArray(value) ? value.join(', ') || '–' : String(value)
  }
}
