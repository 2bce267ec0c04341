import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { onTestFinished } from 'vitest'
import '../look/desk.css'
import type { WaysHome } from '../../sync/station/carry/ways-home.ts'
import { type Language, languageOf } from '../i18n/languages.ts'
import { now } from '../showcase/library.ts'
import type { Shown } from '../showcase/morning.ts'
import { type StillDesk, stillDesk } from '../showcase/still-desk.ts'
import { stillHome } from '../showcase/still-home.ts'
import { createDeskStore } from '../store/desk-store.ts'
import { createPadStore } from '../store/pad-store.ts'
import { createRouteStore } from '../store/route-store.ts'
import { createScreenStore, type Theme } from '../store/screen-store.ts'
import type { Station } from '../store/station.ts'
import { StationScreen } from './station-screen.tsx'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean | undefined
}

export interface StillScreen {
  readonly root: HTMLElement
  readonly desk: StillDesk
  readonly station: Station
}

export interface StillOptions {
  readonly theme?: Theme
  readonly language?: Language
  readonly home?: WaysHome | undefined
}

/** Draws a state of the desk on the page, as large as the smallest desk; taken away when the test ends. */
export async function drawStill({ still, pad: items, task, about }: Shown, options: StillOptions = {}): Promise<StillScreen> {
  const { theme = 'day', language = 'fi' } = options
  const home = 'home' in options ? options.home : stillHome()
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  const desk = stillDesk(still)
  const screen = createScreenStore({ getItem: () => null, setItem: () => {} })
  screen.choose({ theme, language: languageOf(language) })
  if (task) screen.open(task, about)
  const pad = createPadStore()
  pad.setState(items)
  const clock = { now: () => now, monotonicMs: () => 0 }
  const station = {
    desk,
    deskStore: createDeskStore(desk, clock),
    screen,
    pad,
    route: createRouteStore(desk, clock.now),
    ...(home && { home }),
  }
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  onTestFinished(async () => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = true
    await act(async () => root.unmount())
    station.deskStore.close()
    station.route.close()
    host.remove()
  })
  await act(async () => root.render(<StationScreen station={station} />))
  await act(async () => {
    await document.fonts.ready
  })
  return { root: host, desk, station }
}

/** What stands in an element, without the soft hyphens of long words. */
export function textOf(root: ParentNode, selector: string): string {
  return (root.querySelector(selector)?.textContent ?? '').replaceAll('\u00ad', '').replace(/\s+/g, ' ').trim()
}
