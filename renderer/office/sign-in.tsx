import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface SignInProps {
  readonly name: string
  /** Why the last try came to nothing. */
  readonly wrong?: string | undefined
  readonly onOpen: (token: string, name: string) => void
}

/** The house's key and a name: the key is one for all, so the name says who changed what. */
export function SignIn({ name: known, wrong, onOpen }: SignInProps) {
  const { t } = useTranslation()
  const [token, setToken] = useState('')
  const [name, setName] = useState(known)
  const open = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() && name.trim()) onOpen(token.trim(), name.trim())
  }
  return (
    <main className="office-door">
      <form onSubmit={open}>
        <h1>{t('office.sign-in')}</h1>
        <label>
          <b>{t('office.token')}</b>
          <input type="password" autoComplete="current-password" value={token} onChange={event => setToken(event.target.value)} />
          <small>{t('office.token-note')}</small>
        </label>
        <label>
          <b>{t('office.name')}</b>
          <input autoComplete="name" value={name} maxLength={100} onChange={event => setName(event.target.value)} />
          <small>{t('office.name-note')}</small>
        </label>
        <p className="trouble" role="alert">
          {wrong}
        </p>
        <button type="submit" className="btn first">
          <b>{t('office.open')}</b>
        </button>
      </form>
    </main>
  )
}
