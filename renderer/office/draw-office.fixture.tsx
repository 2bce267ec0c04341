import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { onTestFinished } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import '../look/desk.css'
import './office.css'
import './door.css'
import './lists.css'
import './stations.css'
import type { Theme } from '../store/screen-store.ts'
import type { OfficeLine } from './office-line.ts'
import type { OfficeMemory } from './office-memory.dom.ts'
import { OfficeScreen } from './office-screen.tsx'
import type { Who } from './office-store.ts'
import { now, stillOffice } from './still-office.fixture.ts'

interface Drawn {
  readonly theme?: Theme
  readonly isAtTheDoor?: boolean
  readonly line?: OfficeLine
}

/** The office page on a hub that stands still, until the test is over. */
export async function draw({ theme = 'day', isAtTheDoor = false, line }: Drawn = {}) {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  const still = stillOffice()
  let kept = isAtTheDoor ? undefined : 'house'
  let who: Who | undefined = isAtTheDoor ? undefined : { name: 'Maija', staffId: 'maija' }
  const memory: OfficeMemory = {
    token: () => kept,
    who: () => who,
    last: () => who,
    look: () => ({ theme, language: 'fi' }),
    bring: brought => {
      kept = brought
    },
    enter: person => {
      who = person
    },
    leave: () => {
      kept = undefined
      who = undefined
    },
    keep: () => {},
  }
  const host = document.body.appendChild(document.createElement('div'))
  host.id = 'root'
  const root = createRoot(host)
  onTestFinished(async () => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = true
    await act(async () => root.unmount())
    host.remove()
  })
  const lineTo = () => line ?? still.line
  await act(async () => root.render(<OfficeScreen memory={memory} lineTo={lineTo} now={() => milliseconds(now)} />))
  await act(async () => void (await document.fonts.ready))
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  return { host, ...still }
}

/** Goes to a section by its name in Finnish. */
export async function open(section: string) {
  await userEvent.click(page.getByRole('tab', { name: section }).first())
}
