import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { NewPassphrase, PassphraseField } from '../../new-passphrase.tsx'
import type { PassphraseHere } from '../../open/what-keeps-keys.ts'
import { useStation } from '../../store/station.ts'
import { TaskPlane } from '../task-plane.tsx'

/** The passphrase that keeps this machine's keys, where no keyring does: set, changed, or asked for again. */
export function Passphrase() {
  const { t } = useTranslation()
  const { passphrase, keeping } = useStation()
  return (
    <TaskPlane title={t('passphrase.title')}>
      {passphrase && keeping?.kind === 'sealed' && <Sealed askAgain={passphrase.askAgain} />}
      {passphrase && keeping?.kind !== 'sealed' && <Choose passphrase={passphrase} />}
    </TaskPlane>
  )
}

function Sealed({ askAgain }: Pick<PassphraseHere, 'askAgain'>) {
  const { t } = useTranslation()
  return (
    <div className="passphrase">
      <p>{t('notice-why.sealed')}</p>
      <div className="passphrase-acts">
        <Button className="btn first" onPress={askAgain}>
          {t('passphrase.ask-again')}
        </Button>
      </div>
    </div>
  )
}

function Choose({ passphrase }: { readonly passphrase: PassphraseHere }) {
  const { t } = useTranslation()
  const [before, setBefore] = useState('')
  const { isSet } = passphrase
  const enter = async (text: string) => {
    if (!isSet) {
      await passphrase.begin(text)
      return undefined
    }
    const isChanged = await passphrase.change(before, text)
    setBefore('')
    return t(isChanged ? 'passphrase.changed' : 'passphrase.wrong')
  }
  return (
    <>
      <p className="plane-note">{t(isSet ? 'passphrase.why-change' : 'passphrase.why-set')}</p>
      <NewPassphrase
        first={!isSet}
        enter={t(isSet ? 'passphrase.change' : 'passphrase.set')}
        onEnter={enter}
        before={isSet && <PassphraseField first label={t('passphrase.now')} value={before} onChange={setBefore} />}
      />
    </>
  )
}
