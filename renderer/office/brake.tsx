import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrakeSettings, Hours } from '../../sync/protocol/brake.ts'
import { OnOff } from '../on-off.tsx'
import { NumberLimit } from './number-limit.tsx'
import { useOffice, useOfficeFormats, useOfficeState } from './office-context.ts'

/** What holds everything: pause and trial run, the limits, and the hours in which nothing is written. */
export function Brake() {
  const { t } = useTranslation()
  const office = useOffice()
  const settings = useOfficeState(({ brake }) => brake?.settings)
  if (!settings) return null
  const { paused, shadow, pace, closesPerDay, patienceHours } = settings
  return (
    <>
      <OnOff words={t('office.pause')} note={t('office.pause-note')} on={paused} onChange={on => office.change({ paused: on })} />
      <OnOff
        words={t('office.shadow-on')}
        note={t('office.shadow-note')}
        on={shadow}
        onChange={on => office.change({ shadow: on })}
      />
      <h2>{t('office.limits')}</h2>
      <div className="limits">
        <NumberLimit words={t('office.pace')} value={pace} least={1} onSave={value => void office.change({ pace: value })} />
        <NumberLimit
          words={t('office.closes-per-day')}
          value={closesPerDay}
          least={0}
          onSave={value => void office.change({ closesPerDay: value })}
        />
        <NumberLimit
          words={t('office.patience')}
          note={t('office.patience-note')}
          value={patienceHours}
          least={0}
          onSave={value => void office.change({ patienceHours: value ?? 0 })}
        />
      </div>
      <ClosedHours settings={settings} />
      <ReadBackTime settings={settings} />
    </>
  )
}

function ClosedHours({ settings: { notBetween } }: { readonly settings: BrakeSettings }) {
  const { t } = useTranslation()
  const formats = useOfficeFormats()
  const office = useOffice()
  const [{ from, to }, setHours] = useState<Hours>({ from: '', to: '' })
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (from && to) void office.change({ notBetween: [...notBetween, { from: clockOf(from), to: clockOf(to) }] })
    setHours({ from: '', to: '' })
  }
  return (
    <>
      <h2>{t('office.hours')}</h2>
      <p className="plane-note">{t('office.hours-note')}</p>
      <ul className="hours">
        {notBetween.map((hours, place) => (
          <li key={`${hours.from} ${hours.to}`}>
            <b className="span">{formats.times(hours.from, hours.to)}</b>
            <button
              type="button"
              className="btn small"
              onClick={() => void office.change({ notBetween: notBetween.filter((_, other) => other !== place) })}
            >
              <b>{t('office.remove')}</b>
              <span className="spoken">{formats.times(hours.from, hours.to)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form className="limit" onSubmit={add}>
        <TimeField words={t('office.from')} value={from} onChange={value => setHours({ from: value, to })} />
        <TimeField words={t('office.to')} value={to} onChange={value => setHours({ from, to: value })} />
        <button type="submit" className="btn small" disabled={!from || !to}>
          <b>{t('office.add')}</b>
        </button>
      </form>
    </>
  )
}

function ReadBackTime({ settings: { reconcileAt } }: { readonly settings: BrakeSettings }) {
  const { t } = useTranslation()
  const office = useOffice()
  const formats = useOfficeFormats()
  const [at, setAt] = useState<string>()
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (at) void office.change({ reconcileAt: clockOf(at) })
    setAt(undefined)
  }
  return (
    <>
      <h2>{t('office.reconciliation')}</h2>
      <form className="limit" onSubmit={save}>
        <TimeField words={t('office.read-back-at')} value={at ?? formats.localTime(reconcileAt)} onChange={setAt} />
        <button type="submit" className="btn small" disabled={!at || clockOf(at) === reconcileAt}>
          <b>{t('office.save')}</b>
        </button>
      </form>
    </>
  )
}

const clockPattern = '([01]?[0-9]|2[0-3])[.:][0-5][0-9]'

/** `21.00` and `9:30` as the hub takes them. */
const clockOf = (text: string) => text.trim().replace('.', ':').padStart(5, '0')

interface TimeFieldProps {
  readonly words: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field of our own, because the browser's writes the clock by the computer's habits: `21.00` or `21:00`. */
function TimeField({ words, value, onChange }: TimeFieldProps) {
  const { t } = useTranslation()
  return (
    <label>
      <b>{words}</b>
      <input
        inputMode="numeric"
        pattern={clockPattern}
        placeholder={t('office.clock-form')}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  )
}
