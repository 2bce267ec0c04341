import { useLayoutEffect, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { scan } from '../../store/acts.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { badgeFieldId, takeTyped, typeOn } from '../../wedge/key-capture.ts'
import { TaskPlane } from '../task-plane.tsx'
import { PinEntry } from './pin-entry.tsx'
import { StaffList } from './staff-list.tsx'

/** A badge under the scanner, or a name and a PIN. The list came with the register, so a substitute signs in anywhere. */
export function SignIn() {
  const { t } = useTranslation()
  const station = useStation()
  const settings = useDesk(state => state.settings)
  const signedIn = useDesk(({ session }) => session.staff)
  const [staffId, setStaffId] = useState<string>()
  const who = settings.staff.find(known => known.staffId === staffId)
  const out = () => {
    station.screen.close()
    void station.desk.dispatch({ type: 'sign-out' })
  }
  return (
    <TaskPlane
      title={t('sign-in.title')}
      note={signedIn && t('sign-in.now', { name: signedIn.name })}
      wide
      canClose={signedIn !== undefined}
      acts={signedIn ? [undefined, { words: t('sign-in.out'), act: out }] : []}
    >
      <div className="two">
        <section>
          <Badge />
          <Refused />
          <h2>{t('sign-in.names')}</h2>
          <StaffList chosen={staffId} onChoose={setStaffId} />
        </section>
        {who && (
          <PinEntry
            key={who.staffId}
            who={who}
            enter={t('sign-in.enter')}
            onBadge={text => scan(station, text, 'keyboard')}
            onFits={() => void station.desk.dispatch({ type: 'sign-in', staffId: who.staffId })}
          />
        )}
      </div>
    </TaskPlane>
  )
}

function Badge() {
  const { t } = useTranslation()
  const station = useStation()
  const [text, setText] = useState('')
  useCarriedOver(setText)
  return (
    <TextField
      autoFocus
      className="search"
      value={text}
      onChange={setText}
      onKeyDown={event => {
        if (event.key !== 'Enter' || event.repeat) return event.continuePropagation()
        if (text.trim()) scan(station, text.trim(), 'keyboard')
        setText('')
      }}
    >
      <Label>{t('sign-in.badge')}</Label>
      <Input
        // Not a password field: the browser would offer to save it, over the verdict.
        className="field is-hidden"
        id={badgeFieldId}
        inputMode="none"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('sign-in.scan-badge')}
      />
    </TextField>
  )
}

/** What was scanned here and signed nobody in: the verdict of it stands behind the plane. */
function Refused() {
  const { t } = useTranslation()
  const verdict = useDesk(({ session }) => session.verdict)
  const [before] = useState(verdict)
  const code = verdict === before ? undefined : verdict?.code
  return (
    <p className="late" role="alert">
      {code ? `${t('verdict.refused')}: ${t(`refusal.${code}`)}. ${t(`advice.${code}`)}` : ' '}
    </p>
  )
}

/** A scan in the middle of which the plane comes or goes begins in one field and ends in the other: what was there goes along. */
function useCarriedOver(setText: (text: string) => void): void {
  useLayoutEffect(() => {
    const input = document.getElementById(badgeFieldId) as HTMLInputElement
    setText(takeTyped())
    return () => typeOn(input.value)
  }, [setText])
}
