import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { NewPassphrase, PassphraseField } from '../new-passphrase.tsx'
import type { WaysIn } from './what-keeps-keys.ts'

/** Before the desk opens: the passphrase, the way without it for today, and what to do where it was forgotten. */
export function AskPassphrase({ ways }: { readonly ways: WaysIn }) {
  const { t } = useTranslation()
  const [isForgotten, setForgotten] = useState(false)
  if (isForgotten)
    return (
      <>
        <p role="status">{t('passphrase.forgotten-why')}</p>
        <NewPassphrase
          first
          enter={t('passphrase.begin-anew')}
          onEnter={async text => {
            await ways.anew(text)
            return undefined
          }}
        >
          <Button className="btn" onPress={() => setForgotten(false)}>
            {t('passphrase.back')}
          </Button>
        </NewPassphrase>
      </>
    )
  return <Ask ways={ways} onForgotten={() => setForgotten(true)} />
}

function Ask({ ways, onForgotten }: { readonly ways: WaysIn; readonly onForgotten: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [said, setSaid] = useState<'wrong' | 'working'>()
  const open = async () => {
    if (text === '' || said === 'working') return
    setSaid('working')
    if (await ways.open(text)) return
    setText('')
    setSaid('wrong')
  }
  return (
    <>
      <p role="status">{t('passphrase.ask')}</p>
      <form
        className="passphrase"
        onSubmit={event => {
          event.preventDefault()
          void open()
        }}
      >
        <PassphraseField
          first
          label={t('passphrase.title')}
          value={text}
          onChange={next => {
            setSaid(undefined)
            setText(next)
          }}
        />
        <p role="alert">{said ? t(`passphrase.${said}`) : ' '}</p>
        <div className="passphrase-acts">
          <Button type="submit" className="btn first" isDisabled={text === '' || said === 'working'}>
            {t('passphrase.open')}
          </Button>
          {ways.without && (
            <Button className="btn" onPress={ways.without}>
              {t('passphrase.without')}
            </Button>
          )}
          <Button className="btn" onPress={onForgotten}>
            {t('passphrase.forgotten')}
          </Button>
        </div>
        {ways.without && <p className="passphrase-note">{t('passphrase.without-why')}</p>}
      </form>
    </>
  )
}
