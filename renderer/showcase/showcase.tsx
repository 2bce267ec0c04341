import { createRoot } from 'react-dom/client'
import '../look/desk.css'
import { StationScreen } from '../desk/station-screen.tsx'
import { languageOf } from '../i18n/languages.ts'
import { createDeskStore } from '../store/desk-store.ts'
import { createPadStore } from '../store/pad-store.ts'
import { createRouteStore } from '../store/route-store.ts'
import { createScreenStore, themes } from '../store/screen-store.ts'
import { now } from './library.ts'
import { type StateName, states } from './states.ts'
import { stillDesk } from './still-desk.ts'
import { stillHome } from './still-home.ts'
import { stressed } from './stress.ts'

/*
 * A page for looking, never part of the product: showcase.html?state=lend&theme=day|night|contrast&lang=fi|sv|en&stress=1&environment=demo
 */
const wish = new URLSearchParams(location.search)
const chosen = states[(wish.get('state') ?? 'lend') as StateName] ?? states.lend
const plain = wish.has('stress') ? stressed(chosen) : chosen
const environment = wish.get('environment')
const { still, pad: items, task, typed, about } = plain
const settings = environment === 'demo' || environment === 'test' ? { ...still.settings, environment } : still.settings

const clock = { now: () => now, monotonicMs: () => 0 }
const desk = stillDesk({ ...still, settings } as typeof still)
const screen = createScreenStore({ getItem: () => null, setItem: () => {} })
screen.choose({
  theme: themes.find(theme => theme === wish.get('theme')) ?? 'day',
  language: languageOf(wish.get('lang') ?? 'fi'),
})
if (task) screen.open(task, about)
const pad = createPadStore()
pad.setState(items)
const station = {
  desk,
  deskStore: createDeskStore(desk, clock),
  screen,
  pad,
  route: createRouteStore(desk, clock.now),
  home: stillHome(),
}
createRoot(document.getElementById('root')!).render(<StationScreen station={station} />)

if (typed) {
  const timer = setInterval(() => {
    const input = document.querySelector<HTMLInputElement>('.task input')
    if (!input) return
    clearInterval(timer)
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, typed)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, 30)
}
