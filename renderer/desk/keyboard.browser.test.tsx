import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Shown } from '../showcase/states.ts'
import { states } from '../showcase/states.ts'
import { fieldId } from '../wedge/key-capture.ts'
import { drawStill, type StillScreen, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

const draw = async (shown: Shown): Promise<StillScreen> => {
  const drawn = await drawStill(shown)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  return drawn
}
/** By hand or by scanner: how fast the test types does not matter here. */
const scanOf = (text: string) => ({ type: 'scan', scan: { text, source: { device: expect.stringMatching(/keyboard|wedge/) } } })
const field = () => document.getElementById(fieldId) as HTMLInputElement
const focused = () => document.activeElement?.id
const open = (root: ParentNode) => textOf(root, '.task-head h1')

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

test('the field has the focus from the beginning, and raises no touch keyboard until asked to', async () => {
  const { root } = await draw(states.lend)
  expect(focused()).toBe(fieldId)
  expect(field().inputMode).toBe('none')
  await userEvent.click(root.querySelector('.kbd')!)
  await expect.poll(() => field().inputMode).toBe('text')
  await expect.poll(focused).toBe(fieldId)
})

test('a number and Enter are a scan, once, and the field is empty again', async () => {
  const { desk } = await draw(states.lend)
  await userEvent.keyboard('30010{Enter}')
  expect(desk.asked).toEqual([scanOf('30010')])
  expect(field().value).toBe('')
  await userEvent.keyboard('{Enter}')
  expect(desk.asked).toHaveLength(1)
})

test('what is typed while the focus is elsewhere goes into the field, whole', async () => {
  const { root, desk } = await draw(states.lend)
  root.querySelector<HTMLElement>('.keys button')!.focus()
  await userEvent.keyboard('30011{Enter}')
  expect(desk.asked).toEqual([scanOf('30011')])
})

test('a touch never takes the focus from the field', async () => {
  const { root } = await draw(states.lend)
  await userEvent.click(root.querySelector('.verdict-place')!)
  expect(focused()).toBe(fieldId)
  await userEvent.click(root.querySelector('.list button')!)
  await expect.poll(() => open(root)).toBe('Kumoa')
  await userEvent.keyboard('{Escape}')
  await expect.poll(focused).toBe(fieldId)
})

test.each([
  ['F1', 'Ohje'],
  ['F3', 'Etsi asiakas'],
  ['F4', 'Etsi teos'],
  ['F5', 'Uusi lainat'],
  ['F6', 'Selvitettävää'],
  ['F7', 'Tulosta kuitti'],
])('%s opens its plane, and Esc gives the field back', async (key, title) => {
  const { root } = await draw(states.lend)
  await userEvent.keyboard(`{${key}}`)
  await expect.poll(() => open(root)).toBe(title)
  expect(root.querySelector(`.keys [aria-pressed="true"] .cap`)?.textContent).toContain(key)
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => root.querySelector('.task')).toBeNull()
  expect(focused()).toBe(fieldId)
})

test('F2, F8 and F9 act at once', async () => {
  const { desk } = await draw(states.lend)
  await userEvent.keyboard('{F2}{F8}{F9}')
  expect(desk.asked).toEqual([{ type: 'returns-only' }, { type: 'undo', lineIds: ['9'] }, { type: 'finish' }])
})

test('a question is answered by F10 to F12 and by touch', async () => {
  const byKey = await draw(states.ask)
  await userEvent.keyboard('{F11}')
  expect(byKey.desk.asked).toEqual([{ type: 'answer', choice: 1 }])
  const byTouch = await draw(states['ask-own'])
  await userEvent.click([...byTouch.root.querySelectorAll('.answers button')].at(-1)!)
  expect(byTouch.desk.asked).toEqual([{ type: 'answer', choice: 2 }])
  expect(focused()).toBe(fieldId)
})

test('a question is answered once: a key that bounces does not answer the next one', async () => {
  const { root, desk } = await draw(states.ask)
  await userEvent.keyboard('{F11}{F11}{F12}')
  await userEvent.click(root.querySelector('.answers button')!)
  expect(desk.asked).toEqual([{ type: 'answer', choice: 1 }])
})

test('Enter, letters, digits and the space bar never answer a question, not even on the answer itself', async () => {
  const { root, desk } = await draw(states.ask)
  await userEvent.keyboard('{Enter}')
  root.querySelector<HTMLElement>('.answers button')!.focus()
  await userEvent.keyboard('{Enter}')
  root.querySelector<HTMLElement>('.answers button')!.focus()
  await userEvent.keyboard(' ')
  root.querySelector<HTMLElement>('.answers button')!.focus()
  await userEvent.keyboard('1y30020{Enter}')
  expect(desk.asked.filter(({ type }) => type === 'answer')).toEqual([])
  expect(desk.asked).toEqual([scanOf('1y30020')])
})

test('a held key never answers and never acts twice', async () => {
  const { desk } = await draw(states.ask)
  const press = (key: string, repeat: boolean) =>
    field().dispatchEvent(new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true }))
  press('F10', true)
  press('F9', true)
  expect(desk.asked).toEqual([])
  press('F10', false)
  press('F10', true)
  expect(desk.asked).toEqual([{ type: 'answer', choice: 0 }])
})

test('the browser gets none of our keys', async () => {
  await draw(states.lend)
  const passed = ['F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12'].filter(key =>
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
  )
  expect(passed).toEqual([])
})

test('while a plane lies over a question, F10 belongs to the plane', async () => {
  const { root, desk } = await draw(states.ask)
  await userEvent.keyboard('{F5}')
  await expect.poll(() => open(root)).toBe('Uusi lainat')
  await userEvent.keyboard('{F10}')
  expect(desk.asked.map(({ type }) => type)).toEqual(['renew'])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test('a patron is found by name and year without a mouse', async () => {
  const { root, desk } = await draw(states.idle)
  await userEvent.keyboard('{F3}')
  await expect.poll(() => open(root)).toBe('Etsi asiakas')
  await userEvent.keyboard('an')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(2)
  await userEvent.keyboard('{Tab}2014')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(1)
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}{ArrowDown}{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'open-patron', patronId: 'p2' }])
  await expect.poll(focused).toBe(fieldId)
})

test('a card scanned into a search is a scan', async () => {
  const { root, desk } = await draw(states.idle)
  await userEvent.keyboard('{F4}')
  await expect.poll(() => open(root)).toBe('Etsi teos')
  await userEvent.keyboard('2001445566')
  expect(open(root)).toBe('Etsi teos')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => desk.asked).toEqual([scanOf('2001445566')])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test('a title is held for the open patron without a mouse', async () => {
  const { root, desk } = await draw(states.lend)
  await userEvent.keyboard('{F4}')
  await expect.poll(() => open(root)).toBe('Etsi teos')
  await userEvent.keyboard('heinä')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(1)
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'hold', titleId: 'T5' }])
})

test('loans to renew are chosen with arrows and the space bar', async () => {
  const { root, desk } = await draw(states.lend)
  await userEvent.keyboard('{F5}')
  await expect.poll(() => open(root)).toBe('Uusi lainat')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(7)
  await userEvent.keyboard('{F11}')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(0)
  await userEvent.keyboard('{ArrowDown} ')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(1)
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'renew', barcodes: ['30011'] }])
})

test('a line of today is chosen and named before it is undone; a whole visit too', async () => {
  const { root, desk } = await draw(states.lend)
  await userEvent.keyboard('{Shift>}{F8}{/Shift}')
  await expect.poll(() => open(root)).toBe('Kumoa')
  expect(textOf(root, '.task-acts .first')).toBe('F10Kumoa: Muumipappa ja meri')
  await userEvent.keyboard('{F11}')
  await expect.poll(() => textOf(root, '.task-acts .first')).toBe('F10Kumoa 3 tapahtumaa')
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'undo', lineIds: ['9', '8', '5'] }])
})

test('the stop that the time of day proposes is chosen by F10', async () => {
  const { root, desk, station } = await draw(states.idle)
  station.screen.open('stops')
  await expect.poll(() => open(root)).toBe('Pysäkki')
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'choose-stop', branch: 'AUTO2', stopId: 'S2' }])
})

test('a scan that begins over a plane closes it and arrives whole', async () => {
  const { root, desk } = await draw(states.lend)
  await userEvent.keyboard('{F6}')
  await expect.poll(() => open(root)).toBe('Selvitettävää')
  await userEvent.keyboard('30013{Enter}')
  expect(desk.asked).toEqual([scanOf('30013')])
  expect(root.querySelector('.task')).toBeNull()
})

test('a scan that a plane comes into the middle of arrives whole, also if only its Enter is left', async () => {
  const { root, desk, station } = await draw(states.lend)
  await userEvent.keyboard('3001')
  station.screen.open('tasks')
  await expect.poll(() => open(root)).toBe('Selvitettävää')
  await userEvent.keyboard('3{Enter}30014')
  station.screen.open('stops')
  await expect.poll(() => open(root)).toBe('Pysäkki')
  await userEvent.keyboard('{Enter}')
  const scans = desk.asked.map(event => (event.type === 'scan' ? event.scan.text : event.type))
  expect(scans).toEqual(['30013', '30014'])
  expect(root.querySelector('.task')).toBeNull()
  expect(field().value).toBe('')
})

test('a card scanned while the sign-in plane goes away arrives whole', async () => {
  const { root, desk, station } = await draw(states.lend)
  station.screen.open('sign-in')
  await expect.poll(() => open(root)).toBe('Kirjaudu')
  await userEvent.keyboard('2001')
  station.screen.close()
  await expect.poll(() => field().value).toBe('2001')
  await userEvent.keyboard('445566{Enter}')
  expect(desk.asked).toEqual([scanOf('2001445566')])
})

/** Types with a gap, in milliseconds, as the field sees it. */
const typeWithGap = (text: string, end: string, gap: number) => {
  const press = (key: string, at: number) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    Object.defineProperty(event, 'timeStamp', { value: at })
    field().dispatchEvent(event)
  }
  field().value = text
  for (const [at, key] of [...text].entries()) press(key, 1000 + at * gap)
  press(end, 1000 + text.length * gap)
}

test('a scanner that types is told from fingers by its pace, and may end in a tab', async () => {
  const { desk } = await draw(states.lend)
  typeWithGap('30010017', 'Enter', 12)
  typeWithGap('30010018', 'Enter', 180)
  typeWithGap('30010019', 'Tab', 12)
  typeWithGap('30010020', 'Tab', 180)
  const asked = desk.asked.map(event => event.type === 'scan' && [event.scan.text, event.scan.source.device])
  expect(asked).toEqual([
    ['30010017', 'wedge'],
    ['30010018', 'keyboard'],
    ['30010019', 'wedge'],
  ])
})

test('Esc takes back what was typed', async () => {
  const { desk } = await draw(states.lend)
  await userEvent.keyboard('3001{Escape}')
  expect(field().value).toBe('')
  await userEvent.keyboard('42{Enter}')
  expect(desk.asked).toEqual([scanOf('42')])
})

test('a name and a PIN, without a mouse and with one', async () => {
  const { root, desk } = await draw(states['sign-in'])
  await expect.poll(focused).toBe('badge-field')
  await userEvent.keyboard('{Tab}{ArrowDown} ')
  await expect.poll(focused).toBe('pin-field')
  await userEvent.keyboard('1111{Enter}')
  await expect.poll(() => textOf(root, '.pin [role="alert"]')).toBe('Väärä PIN. Yritä uudelleen.')
  await userEvent.click(root.querySelectorAll('[role="option"]')[1]!)
  await userEvent.keyboard('2468{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'sign-in', staffId: 'tv' }])
})

test('a badge signs in from wherever the focus is', async () => {
  const { root, desk } = await draw(states['sign-in'])
  await userEvent.keyboard('H1001{Enter}')
  await userEvent.click(root.querySelectorAll('[role="option"]')[1]!)
  await expect.poll(focused).toBe('pin-field')
  await userEvent.keyboard('H1002{Enter}')
  await expect.poll(() => desk.asked).toEqual([scanOf('H1001'), scanOf('H1002')])
})

test('nobody is signed in: nobody can be looked up', async () => {
  const { root } = await draw(states['sign-in'])
  await expect.poll(() => open(root)).toBe('Kirjaudu')
  await userEvent.keyboard('{F3}')
  await expect.poll(() => open(root)).toBe('Kirjaudu')
  await userEvent.keyboard('{F1}')
  await expect.poll(() => open(root)).toBe('Ohje')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => open(root)).toBe('Kirjaudu')
})

test('a visit moves to another card', async () => {
  const { root, desk, station } = await draw(states.lend)
  station.screen.open('move-visit')
  await expect.poll(() => open(root)).toBe('Siirrä käynti')
  await userEvent.keyboard('20019999{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'move-visit', visitId: 'v1', card: '20019999' }])
})
