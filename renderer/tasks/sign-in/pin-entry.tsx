import { useEffect, useRef, useState } from 'react'
import { Button, Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { StaffMember } from '../../../circulation/place.ts'
import { pinFits } from '../../../sync/register/pin.ts'
import { pinFieldId } from '../../wedge/key-capture.ts'
import { PinTries } from './pin-tries.ts'

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫'] as const

/** One for the screen: choosing another name does not start the count anew. */
const tries = new PinTries()

interface PinEntryProps {
  readonly who: StaffMember
  /** What the button says. */
  readonly enter: string
  readonly onFits: () => void
  /** What was entered is no PIN: a badge was scanned instead. */
  readonly onBadge?: (text: string) => void
}

/** A PIN by keys or by touch, checked against the hash that came with the register. */
export function PinEntry({ who, enter: enterWords, onFits, onBadge }: PinEntryProps) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const [wrong, setWrong] = useState('')
  const input = useRef<HTMLInputElement>(null)
  // The touch that chose the name keeps the focus on it until it ends.
  useEffect(() => {
    const later = requestAnimationFrame(() => input.current?.focus())
    return () => cancelAnimationFrame(later)
  }, [])
  if (!who.pinHash)
    return <p className="plane-note">{t(who.badge ? 'sign-in.needs-badge' : 'sign-in.no-way', { name: who.name })}</p>
  const { pinHash } = who
  const enter = () => {
    if (!pin) return
    if (onBadge && /\D/.test(pin)) {
      setPin('')
      return onBadge(pin)
    }
    const waitMs = tries.waitMs(performance.now())
    if (waitMs === 0 && pinFits(pin, pinHash)) {
      tries.right()
      return onFits()
    }
    if (waitMs === 0) tries.wrong(performance.now())
    const seconds = Math.ceil(tries.waitMs(performance.now()) / 1000)
    setPin('')
    setWrong(seconds > 0 ? t('sign-in.wait', { seconds }) : t('sign-in.wrong'))
    input.current?.focus()
  }
  const type = (key: string) => {
    setWrong('')
    setPin(key === '⌫' ? pin.slice(0, -1) : pin + key)
  }
  return (
    <section className="pin">
      <TextField
        autoFocus
        className="search"
        value={pin}
        onChange={text => {
          setWrong('')
          setPin(text)
        }}
        onKeyDown={event => (event.key === 'Enter' ? enter() : event.continuePropagation())}
      >
        <Label>{t('sign-in.pin', { name: who.name })}</Label>
        <Input
          ref={input}
          className="field is-hidden"
          id={pinFieldId}
          inputMode="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={12}
        />
      </TextField>
      <p role="alert">{wrong || ' '}</p>
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
        {enterWords}
      </Button>
    </section>
  )
}
