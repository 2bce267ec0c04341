import { useCallback, useEffect, useMemo, useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import type { OfficePerson } from '../../sync/protocol/office.ts'
import { createTexts } from '../i18n/i18n.ts'
import type { OfficeProps } from './office.tsx'
import { OfficePage } from './office.tsx'
import { OfficeError, type OfficeLine } from './office-line.ts'
import type { OfficeMemory } from './office-memory.dom.ts'
import { openOffice, type Who } from './office-store.ts'
import { SignIn } from './sign-in.tsx'

export interface OfficeScreenProps extends Pick<OfficeProps, 'now'> {
  readonly memory: OfficeMemory
  readonly lineTo: (token: string) => OfficeLine
}

/** The key, who works with it, then the office. A key that the hub does not know (any more) leads back to the door. */
export function OfficeScreen({ memory, lineTo, now }: OfficeScreenProps) {
  const [look, setLook] = useState(memory.look)
  const [token, setToken] = useState(memory.token)
  const [who, setWho] = useState(memory.who)
  const [staff, setStaff] = useState<readonly OfficePerson[]>()
  const [wrong, setWrong] = useState<OfficeError['kind']>()
  const texts = useMemo(() => createTexts(look.language), [look.language])
  const office = useMemo(() => (token && who ? openOffice(lineTo(token), who) : undefined), [token, who, lineTo])

  const turnBack = useCallback(
    (why?: OfficeError['kind']) => {
      memory.leave()
      setWrong(why)
      setToken(undefined)
      setWho(undefined)
      setStaff(undefined)
    },
    [memory],
  )
  useEffect(() => {
    const page = document.documentElement
    page.dataset.theme = look.theme
    page.lang = look.language
  }, [look])
  useEffect(() => {
    return office?.store.subscribe(({ trouble }) => {
      if (trouble?.kind === 'token' || trouble?.kind === 'station-token') turnBack(trouble.kind)
    })
  }, [office, turnBack])
  useEffect(() => {
    if (!token || who) return
    let isOver = false
    lineTo(token)
      .staff()
      .then(listed => isOver || setStaff(listed))
      .catch(error => {
        if (!isOver) turnBack(error instanceof OfficeError ? error.kind : 'no-answer')
      })
    return () => {
      isOver = true
    }
  }, [token, who, lineTo, turnBack])

  const bring = (brought: string) => {
    memory.bring(brought)
    setWrong(undefined)
    setToken(brought)
  }
  const enter = (person: Who) => {
    memory.enter(person)
    setWho(person)
  }
  const choose = (chosen: typeof look) => {
    memory.keep(chosen)
    setLook(chosen)
  }
  return (
    <I18nextProvider i18n={texts}>
      {office ? (
        <OfficePage office={office} look={look} now={now} onLook={choose} onSignOut={() => turnBack()} />
      ) : (
        <SignIn last={memory.last()} staff={staff} wrong={wrong && whyNot[wrong]} onToken={bring} onOpen={enter} />
      )}
    </I18nextProvider>
  )
}

const whyNot: Record<OfficeError['kind'], string> = {
  token: 'office.wrong-token',
  'station-token': 'office.not-the-hubs',
  'no-answer': 'office.no-answer',
  overtaken: 'office.no-answer',
  refused: 'office.no-answer',
}
