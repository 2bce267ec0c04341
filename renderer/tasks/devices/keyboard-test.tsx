import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { layoutFinding, layoutTest, usLetter } from '../../../hardware/codecs/keyboard-layout.ts'
import { OnOff } from '../../on-off.tsx'
import { Bars } from '../../printing/slip-paper.tsx'
import { useScreen, useStation } from '../../store/station.ts'

/** One bar code tells whether a scanner that types has this machine's keyboard layout. */
export function KeyboardTest() {
  const { t } = useTranslation()
  const { screen } = useStation()
  const usScanner = useScreen(state => state.usScanner)
  const [meant, setMeant] = useState('')
  const [finding, setFinding] = useState<ReturnType<typeof layoutFinding>>()
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget
    if (event.key !== 'Enter' && event.key !== 'Tab') return setMeant(meant + (usLetter(event.code, event.shiftKey) ?? ''))
    if (field.value === '') return
    event.preventDefault()
    const found = layoutFinding(field.value.trim())
    // Dead keys swallow what follows them: the physical keys have the last word.
    setFinding(found === 'other' && meant === layoutTest ? 'us-on-finnish' : found)
    setMeant('')
    field.value = ''
  }
  return (
    <section className="task-section">
      <h2>{t('devices.keyboard')}</h2>
      <p>{t('devices.keyboard-how')}</p>
      <div className="keyboard-test">
        <Bars text={layoutTest} />
        <label>
          {t('devices.keyboard-field')}
          <input className="field" type="text" autoComplete="off" spellCheck={false} onKeyDown={onKeyDown} />
        </label>
      </div>
      <p role="status" data-finding={finding}>
        {finding && t(`devices.layout-${finding}`)}
      </p>
      <OnOff
        words={t('devices.us-scanner')}
        note={t('devices.us-scanner-note')}
        on={usScanner}
        onChange={on => screen.choose({ usScanner: on })}
      />
    </section>
  )
}
