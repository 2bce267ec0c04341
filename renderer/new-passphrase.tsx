import { type ReactNode, useState } from 'react'
import { Button, Input, Label, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { lengthOfPassphrase, shortestPassphrase } from '../sync/register/segments/passphrase-wrap.ts'

interface PassphraseFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly shown?: boolean
  readonly first?: boolean
}

/** A field for a passphrase. Not a password field: the browser would offer to save it. */
export function PassphraseField({ label, value, onChange, shown = false, first = false }: PassphraseFieldProps) {
  return (
    <TextField className="search" value={value} onChange={onChange} autoFocus={first}>
      <Label>{label}</Label>
      <Input
        className={shown ? 'field' : 'field is-hidden'}
        placeholder=" "
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={200}
      />
    </TextField>
  )
}

interface NewPassphraseProps {
  /** What the button says. */
  readonly enter: string
  /** Resolves to a sentence where it was not taken. */
  readonly onEnter: (passphrase: string) => Promise<string | undefined>
  /** Before the new one: the one that holds now. */
  readonly before?: ReactNode
  readonly first?: boolean
  /** Other ways out. */
  readonly children?: ReactNode
}

/** A new passphrase, twice. The only rule is its length, which is said while it is typed. */
export function NewPassphrase({ enter, onEnter, before, first = false, children }: NewPassphraseProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [again, setAgain] = useState('')
  const [shown, setShown] = useState(false)
  const [said, setSaid] = useState('')
  const [working, setWorking] = useState(false)
  const letters = lengthOfPassphrase(text)
  const isLong = letters >= shortestPassphrase
  const submit = async () => {
    if (working || !isLong) return
    if (text !== again) return setSaid(t('passphrase.differ'))
    setSaid('')
    setWorking(true)
    setSaid((await onEnter(text)) ?? '')
    setWorking(false)
    setText('')
    setAgain('')
  }
  const typed = (put: (text: string) => void) => (next: string) => {
    setSaid('')
    put(next)
  }
  return (
    <form
      className="passphrase"
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      {before}
      <PassphraseField label={t('passphrase.new')} value={text} onChange={typed(setText)} shown={shown} first={first} />
      <p className="letters" data-long={isLong}>
        {isLong
          ? t('passphrase.long-enough', { count: letters })
          : t('passphrase.too-short', { count: letters, least: shortestPassphrase })}
      </p>
      <PassphraseField label={t('passphrase.again')} value={again} onChange={typed(setAgain)} shown={shown} />
      <p role="alert">{working ? t('passphrase.working') : said || ' '}</p>
      <div className="passphrase-acts">
        <Button type="submit" className="btn first" isDisabled={working || !isLong || again === ''}>
          {enter}
        </Button>
        <Button className="btn" onPress={() => setShown(!shown)} aria-pressed={shown}>
          {t(shown ? 'passphrase.hide' : 'passphrase.show')}
        </Button>
        {children}
      </div>
    </form>
  )
}
