import { Label, Radio, RadioGroup, Switch } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type ConflictKind, conflictKindNames, type Rung } from '../../circulation/conflict-kinds.ts'
import type { BrakeState, Ruling } from '../../sync/protocol/office.ts'
import { useOffice, useOfficeState } from './office-context.ts'

const rungs: readonly Rung[] = ['report', 'ask', 'automatic']
const rulings: readonly Ruling[] = ['wrote', 'asked', 'confirmed', 'otherwise']

/** Each kind of change with its rung, its pause, and how often it was written, asked, confirmed. */
export function LadderTable() {
  const brake = useOfficeState(state => state.brake)
  const trial = useOfficeState(state => state.shadow?.kinds)
  if (!brake) return null
  return (
    <ul className="ladder">
      {conflictKindNames.map(kind => (
        <Kind key={kind} kind={kind} brake={brake} trial={trial?.[kind] ?? 0} />
      ))}
    </ul>
  )
}

interface KindProps {
  readonly kind: ConflictKind
  readonly brake: BrakeState
  /** How often the last trial run met it. */
  readonly trial: number
}

function Kind({ kind, brake, trial }: KindProps) {
  const { t } = useTranslation()
  const office = useOffice()
  const { ladder, defaultLadder, settings, tallies } = brake
  const rung = ladder[kind]
  const isPaused = settings.pausedKinds.includes(kind)
  const tally = tallies[kind] ?? {}
  const counted = rulings.filter(ruling => tally[ruling])
  const answers = (tally.confirmed ?? 0) + (tally.otherwise ?? 0)
  const counts = [
    ...(counted.length === 0 ? [t('office.none-yet')] : counted.map(one => t(`office.${one}`, { count: tally[one]! }))),
    ...(answers > 0 ? [t('office.confirmed-of', { share: Math.round((100 * (tally.confirmed ?? 0)) / answers) })] : []),
    ...(trial > 0 ? [t('office.in-trial', { count: trial })] : []),
    ...(rung === defaultLadder[kind] ? [] : [t('office.default-rung', { rung: t(`rung.${defaultLadder[kind]}`) })]),
  ]
  const stand = (chosen: string) => {
    const { [kind]: _, ...others } = settings.ladder
    const changed = chosen === defaultLadder[kind] ? others : { ...others, [kind]: chosen as Rung }
    void office.change({ ladder: changed })
  }
  const pause = (on: boolean) =>
    void office.change({
      pausedKinds: on ? [...settings.pausedKinds, kind] : settings.pausedKinds.filter(one => one !== kind),
    })
  return (
    <li data-kind={kind}>
      <div>
        <b>{t(`conflict.${kind}`)}</b>
        <small>{counts.join(' · ')}</small>
      </div>
      <RadioGroup className="rungs" orientation="horizontal" value={rung} onChange={stand}>
        <Label className="spoken">{t(`conflict.${kind}`)}</Label>
        {rungs.map(one => (
          <Radio key={one} value={one} className="rung">
            {t(`rung.${one}`)}
          </Radio>
        ))}
      </RadioGroup>
      <Switch className="rung pause" isSelected={isPaused} onChange={pause}>
        {t('office.kind-paused')}
        <span className="spoken">{t(`conflict.${kind}`)}</span>
      </Switch>
    </li>
  )
}
