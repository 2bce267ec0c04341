import { useEffect, useMemo, useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { createTexts } from '../i18n/i18n.ts'
import type { OfficeProps } from './office.tsx'
import { OfficePage } from './office.tsx'
import type { OfficeError, OfficeLine } from './office-line.ts'
import type { OfficeMemory } from './office-memory.dom.ts'
import { openOffice } from './office-store.ts'
import { SignIn } from './sign-in.tsx'

export interface OfficeScreenProps extends Pick<OfficeProps, 'now'> {
  readonly memory: OfficeMemory
  readonly lineTo: (token: string) => OfficeLine
}

/** Sign-in, then the office. A token that the hub does not know (any more) leads back to the door. */
export function OfficeScreen({ memory, lineTo, now }: OfficeScreenProps) {
  const [look, setLook] = useState(memory.look)
  const [who, setWho] = useState({ token: memory.token(), name: memory.name() })
  const [wrong, setWrong] = useState<OfficeError['kind']>()
  const texts = useMemo(() => createTexts(look.language), [look.language])
  const { token, name } = who
  const office = useMemo(() => (token && name ? openOffice(lineTo(token), name) : undefined), [token, name, lineTo])

  useEffect(() => {
    const page = document.documentElement
    page.dataset.theme = look.theme
    page.lang = look.language
  }, [look])
  useEffect(() => {
    return office?.store.subscribe(({ trouble }) => {
      if (trouble?.kind !== 'token' && trouble?.kind !== 'station-token') return
      memory.leave()
      setWrong(trouble.kind)
      setWho(known => ({ token: undefined, name: known.name }))
    })
  }, [office, memory])

  const open = (brought: string, called: string) => {
    memory.enter(brought, called)
    setWrong(undefined)
    setWho({ token: brought, name: called })
  }
  const leave = () => {
    memory.leave()
    setWho({ token: undefined, name })
  }
  const choose = (chosen: typeof look) => {
    memory.keep(chosen)
    setLook(chosen)
  }
  return (
    <I18nextProvider i18n={texts}>
      {office ? (
        <OfficePage office={office} name={name ?? ''} look={look} now={now} onLook={choose} onSignOut={leave} />
      ) : (
        <SignIn
          name={name ?? ''}
          wrong={wrong && texts.t(wrong === 'token' ? 'office.wrong-token' : 'office.not-the-hubs')}
          onOpen={open}
        />
      )}
    </I18nextProvider>
  )
}
