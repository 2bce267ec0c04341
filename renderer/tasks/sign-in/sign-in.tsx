import { useRef, useState } from 'react'
import { Button, Input, Label, ListBox, ListBoxItem, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { StaffMember } from '../../../circulation/place.ts'
import { pinFits } from '../../../sync/register/pin.ts'
import { scan } from '../../store/acts.ts'
import { useDesk, useStation } from '../../store/station.ts'
import { badgeFieldId } from '../../wedge/key-capture.ts'
import { TaskPlane } from '../task-plane.tsx'

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
          <h2>{t('sign-in.names')}</h2>
          <ListBox
            className="stops"
            aria-label={t('sign-in.names')}
            items={settings.staff.map(member => ({ ...member, id: member.staffId }))}
            selectionMode="single"
            selectedKeys={staffId === undefined ? [] : [staffId]}
            onSelectionChange={keys => setStaffId(String([...keys][0]))}
          >
            {({ name, role }) => (
              <ListBoxItem className="choice" textValue={name}>
                <i className="box" aria-hidden="true" />
                <b className="clip">{name}</b>
                <span>{t(`sign-in.${role}`)}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </section>
        {who && <Pin key={who.staffId} who={who} />}
      </div>
    </TaskPlane>
  )
}

function Badge() {
  const { t } = useTranslation()
  const station = useStation()
  return (
    <TextField
      autoFocus
      className="search"
      onKeyDown={event => {
        const input = event.target as HTMLInputElement
        if (event.key !== 'Enter' || event.repeat) return event.continuePropagation()
        if (input.value.trim()) scan(station, input.value.trim(), 'keyboard')
        input.value = ''
      }}
    >
      <Label>{t('sign-in.badge')}</Label>
      <Input
        className="field"
        id={badgeFieldId}
        type="password"
        inputMode="none"
        autoComplete="off"
        placeholder={t('sign-in.scan-badge')}
      />
    </TextField>
  )
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫'] as const

function Pin({ who }: { readonly who: StaffMember }) {
  const { t } = useTranslation()
  const { desk } = useStation()
  const [pin, setPin] = useState('')
  const [wrong, setWrong] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  if (!who.pinHash)
    return <p className="plane-note">{t(who.badge ? 'sign-in.needs-badge' : 'sign-in.no-way', { name: who.name })}</p>
  const { pinHash } = who
  const enter = () => {
    if (!pin) return
    if (pinFits(pin, pinHash)) return void desk.dispatch({ type: 'sign-in', staffId: who.staffId })
    setPin('')
    setWrong(true)
    input.current?.focus()
  }
  const type = (key: string) => {
    setWrong(false)
    setPin(key === '⌫' ? pin.slice(0, -1) : pin + key)
  }
  return (
    <section className="pin">
      <TextField
        autoFocus
        className="search"
        value={pin}
        onChange={text => {
          setWrong(false)
          setPin(text)
        }}
        onKeyDown={event => (event.key === 'Enter' ? enter() : event.continuePropagation())}
      >
        <Label>{t('sign-in.pin', { name: who.name })}</Label>
        <Input ref={input} className="field" id="pin-field" type="password" inputMode="none" autoComplete="off" maxLength={12} />
      </TextField>
      <p role="alert">{wrong ? t('sign-in.wrong') : ' '}</p>
      <div className="pin-pad">
        {digits.map(key =>
          key ? (
            <Button
              key={key}
              className="btn"
              preventFocusOnPress
              excludeFromTabOrder
              onPress={() => type(key)}
              aria-label={key === '⌫' ? t('sign-in.rub-out') : key}
            >
              {key}
            </Button>
          ) : (
            <span key="gap" />
          ),
        )}
      </div>
      <Button className="btn first" onPress={enter} isDisabled={!pin}>
        {t('sign-in.enter')}
      </Button>
    </section>
  )
}
