import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfficePerson } from '../../sync/protocol/office.ts'
import type { Who } from './office-store.ts'

export interface SignInProps {
  /** Who was here last. */
  readonly last?: Who | undefined
  /** Why the last try came to nothing. */
  readonly wrong?: string | undefined
  /** Once the hub knows the key: those who work here. */
  readonly staff?: readonly OfficePerson[] | undefined
  readonly onToken: (token: string) => void
  readonly onOpen: (who: Who) => void
}

/** First the house's key, then who works with it: the key is one for all, so the person says who answered and changed what. */
export function SignIn({ last, wrong, staff, onToken, onOpen }: SignInProps) {
  const { t } = useTranslation()
  return (
    <main className="office-door">
      {staff ? <WhoWorks staff={staff} last={last} onOpen={onOpen} /> : <HouseKey onToken={onToken} />}
      <p className="trouble" role="alert">
        {wrong && t(wrong)}
      </p>
    </main>
  )
}

function HouseKey({ onToken }: Pick<SignInProps, 'onToken'>) {
  const { t } = useTranslation()
  const [token, setToken] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim()) onToken(token.trim())
  }
  return (
    <form onSubmit={open}>
      <h1>{t('office.sign-in')}</h1>
      <label>
        <b>{t('office.token')}</b>
        <input type="password" autoComplete="current-password" value={token} onChange={event => setToken(event.target.value)} />
        <small>{t('office.token-note')}</small>
      </label>
      <button type="submit" className="btn first">
        <b>{t('office.open')}</b>
      </button>
    </form>
  )
}

interface WhoWorksProps {
  readonly staff: readonly OfficePerson[]
  readonly last: Who | undefined
  readonly onOpen: (who: Who) => void
}

/** From the library's list; a name is typed only where the library has none. */
function WhoWorks({ staff, last, onOpen }: WhoWorksProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(last?.name ?? '')
  const open = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) onOpen({ name: name.trim() })
  }
  if (staff.length === 0)
    return (
      <form onSubmit={open}>
        <h1>{t('office.who-works')}</h1>
        <label>
          <b>{t('office.name')}</b>
          <input autoComplete="name" value={name} maxLength={100} onChange={event => setName(event.target.value)} />
          <small>{t('office.name-note')}</small>
        </label>
        <button type="submit" className="btn first">
          <b>{t('office.open')}</b>
        </button>
      </form>
    )
  return (
    <form onSubmit={event => event.preventDefault()}>
      <h1>{t('office.who-works')}</h1>
      <p>{t('office.name-note')}</p>
      <ul className="people">
        {staff.map(person => (
          <li key={person.staffId}>
            <button
              type="button"
              className={person.staffId === last?.staffId ? 'btn first' : 'btn'}
              onClick={() => onOpen({ name: person.name, staffId: person.staffId })}
            >
              <b>{person.name}</b>
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}
