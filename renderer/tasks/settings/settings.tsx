import { Label, Radio, RadioGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { languages } from '../../i18n/languages.ts'
import { OnOff } from '../../on-off.tsx'
import { themes } from '../../store/screen-store.ts'
import { useScreen, useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'
import { RegisterArrival } from './register-arrival.tsx'

/** Language, light, sound and names of this screen. They belong to the station, not to a login. */
export function Settings() {
  const { t } = useTranslation()
  const { screen, leave, printing, keeping, passphrase } = useStation()
  const { language, theme, quiet, hideNames, metered, printReceipt, printSlips } = useScreen(state => state)
  return (
    <TaskPlane
      title={t('settings.title')}
      acts={[
        ...(leave ? [{ words: t('leave-kiosk.title'), act: () => screen.open('leave-kiosk') }] : []),
        { words: t('devices.title'), act: () => screen.open('devices') },
        ...(passphrase ? [{ words: t('passphrase.title'), act: () => screen.open('passphrase') }] : []),
      ]}
    >
      <div className="settings">
        {keeping && (
          <p className="register-key" data-kept={keeping.kind}>
            <b>{t('settings.register-key')}</b>
            <span>{t(`settings.register-key-${keeping.kind}`, { because: 'because' in keeping ? keeping.because : '' })}</span>
          </p>
        )}
        {keeping && <RegisterArrival />}
        <Choice
          label={t('settings.language')}
          value={language}
          options={languages.map(id => ({ id, words: t(`settings.language-${id}`) }))}
          onChange={id => screen.choose({ language: languages.find(known => known === id) ?? language })}
        />
        <Choice
          label={t('settings.theme')}
          value={theme}
          options={themes.map(id => ({ id, words: t(`settings.theme-${id}`) }))}
          onChange={id => screen.choose({ theme: themes.find(known => known === id) ?? theme })}
        />
        <OnOff
          words={t('settings.quiet')}
          note={t('settings.quiet-note')}
          on={quiet}
          onChange={on => screen.choose({ quiet: on })}
        />
        <OnOff
          words={t('settings.hide-names')}
          note={t('settings.hide-names-note')}
          on={hideNames}
          onChange={on => screen.choose({ hideNames: on })}
        />
        {keeping && (
          <OnOff
            words={t('settings.metered')}
            note={t('settings.metered-note')}
            on={metered}
            onChange={on => screen.choose({ metered: on })}
          />
        )}
        {printing?.queue && (
          <>
            <OnOff
              words={t('settings.print-receipt')}
              note={t('settings.print-receipt-note')}
              on={printReceipt}
              onChange={on => screen.choose({ printReceipt: on })}
            />
            <OnOff
              words={t('settings.print-slips')}
              note={t('settings.print-slips-note')}
              on={printSlips}
              onChange={on => screen.choose({ printSlips: on })}
            />
          </>
        )}
      </div>
    </TaskPlane>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly id: string; readonly words: string }[]
  readonly onChange: (id: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <RadioGroup className="radios" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <div>
        {options.map(({ id, words }) => (
          <Radio key={id} value={id} className="choice short">
            <i className="box" aria-hidden="true" />
            <b>{words}</b>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
