import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usLetter } from '../../hardware/codecs/keyboard-layout.ts'
import { KeyboardWedge } from '../../hardware/codecs/keyboard-wedge.ts'
import { useHasCamera } from '../camera/use-has-camera.ts'
import { scan } from '../store/acts.ts'
import { useDesk, useScreen, useStation } from '../store/station.ts'
import { Sign } from '../symbols.tsx'
import { fieldId, focusField } from '../wedge/key-capture.ts'

/** Which of the two a scan would do, the one field, and the button that raises a touch keyboard (nothing else does). */
export function FieldBand() {
  const { t } = useTranslation()
  const station = useStation()
  const lends = useDesk(({ session }) => session.visit !== undefined && !session.returnsOnly)
  const keyboard = useScreen(state => state.keyboard)
  const hasCamera = useHasCamera()
  const toggle = () => {
    station.screen.setState({ keyboard: !keyboard })
    document.getElementById(fieldId)?.blur()
    requestAnimationFrame(focusField)
  }
  return (
    <div className="band">
      <div className="mode">
        <Sign name={lends ? 'lend' : 'return'} />
        <span>{t(lends ? 'mode.lend' : 'mode.return')}</span>
      </div>
      <div className="field-place">
        <Field />
        <Waiting />
      </div>
      <div className="band-keys">
        {hasCamera && <CameraKey />}
        <button type="button" className="kbd" aria-pressed={keyboard} onClick={toggle}>
          <Sign name="keys" />
          <span>{t('field.type')}</span>
        </button>
      </div>
    </div>
  )
}

function CameraKey() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const isOn = useScreen(state => state.cameraOn)
  return (
    <button type="button" className="kbd" aria-pressed={isOn} onClick={() => screen.setState({ cameraOn: !isOn })}>
      <Sign name="camera" />
      <span>{t('camera.camera')}</span>
    </button>
  )
}

function Field() {
  const { t } = useTranslation()
  const station = useStation()
  const keyboard = useScreen(state => state.keyboard)
  const asking = useDesk(({ session }) => session.question !== undefined)
  const field = useRef<HTMLInputElement>(null)
  useEffect(focusField, [])
  const usScanner = useScreen(state => state.usScanner)
  const [wedge] = useState(() => new KeyboardWedge())
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key, repeat, timeStamp } = event.nativeEvent
    const meant = usScanner ? usLetter(event.nativeEvent.code, event.shiftKey) : undefined
    const scanned = wedge.press({ key, repeat, atMs: timeStamp, meant })
    const isScanner = scanned !== undefined
    // A scanner may end in a tab; a person's tab moves on.
    if ((key !== 'Enter' && !(key === 'Tab' && isScanner)) || repeat) return
    event.preventDefault()
    const text = usScanner && isScanner ? scanned : event.currentTarget.value
    event.currentTarget.value = ''
    // Many scanners end with Enter twice; a label of blanks is another thing, and the desk says what is wrong with it.
    if (text !== '') scan(station, text.trim(), isScanner ? 'wedge' : 'keyboard')
  }
  const hint = t(asking ? 'field.answer-first' : 'field.hint')
  return (
    <input
      ref={field}
      id={fieldId}
      className="field"
      inputMode={keyboard ? 'text' : 'none'}
      placeholder={hint}
      aria-label={hint}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      enterKeyHint="send"
      onKeyDown={onKeyDown}
    />
  )
}

/** What waits for the answer, and what was not taken because of it. */
function Waiting() {
  const { t } = useTranslation()
  const { waiting, notTaken } = useDesk(({ session }) => session)
  if (!waiting && !notTaken) return null
  const left = notTaken?.text && t('field.not-taken', { number: notTaken.text })
  return (
    <div className="waiting" role="status">
      <Sign name={notTaken ? 'no' : 'hour'} />
      <b>{t(notTaken ? 'field.first-answer' : 'field.waiting')}</b>
      {left && <span className="clip">{left}</span>}
      {waiting && notTaken && <b>{t('field.waiting')}</b>}
      {waiting && (
        <span className="clip" data-waiting>
          {waiting.text}
        </span>
      )}
    </div>
  )
}
