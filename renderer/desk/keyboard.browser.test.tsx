import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { states } from '../showcase/states.ts'
import { fieldId } from '../wedge/key-capture.ts'
import { drawAwake, field, focused, openPlane, scanOf } from './keys.fixture.tsx'

await page.viewport(1280, 800)

test('the field has the focus from the beginning, and raises no touch keyboard until asked to', async () => {
  const { root } = await drawAwake(states.lend)
  expect(focused()).toBe(fieldId)
  expect(field().inputMode).toBe('none')
  await userEvent.click(root.querySelector('.kbd')!)
  await expect.poll(() => field().inputMode).toBe('text')
  await expect.poll(focused).toBe(fieldId)
})

test('a number and Enter are a scan, once, and the field is empty again', async () => {
  const { desk } = await drawAwake(states.lend)
  await userEvent.keyboard('30010{Enter}')
  expect(desk.asked).toEqual([scanOf('30010')])
  expect(field().value).toBe('')
  await userEvent.keyboard('{Enter}')
  expect(desk.asked).toHaveLength(1)
})

test('what is typed while the focus is elsewhere goes into the field, whole', async () => {
  const { root, desk } = await drawAwake(states.lend)
  root.querySelector<HTMLElement>('.keys button')!.focus()
  await userEvent.keyboard('30011{Enter}')
  expect(desk.asked).toEqual([scanOf('30011')])
})

test('a touch never takes the focus from the field', async () => {
  const { root } = await drawAwake(states.lend)
  await userEvent.click(root.querySelector('.verdict-place')!)
  expect(focused()).toBe(fieldId)
  await userEvent.click(root.querySelector('.list button')!)
  await expect.poll(() => openPlane(root)).toBe('Kumoa')
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
  const { root } = await drawAwake(states.lend)
  await userEvent.keyboard(`{${key}}`)
  await expect.poll(() => openPlane(root)).toBe(title)
  expect(root.querySelector(`.keys [aria-pressed="true"] .cap`)?.textContent).toContain(key)
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => root.querySelector('.task')).toBeNull()
  expect(focused()).toBe(fieldId)
})

test('Shift F2 opens the stops, Shift F3 the open patron’s loans and holds', async () => {
  const { root } = await drawAwake(states.lend)
  await userEvent.keyboard('{Shift>}{F2}{/Shift}')
  await expect.poll(() => openPlane(root)).toBe('Pysäkki')
  await userEvent.keyboard('{Shift>}{F3}{/Shift}')
  await expect.poll(() => openPlane(root)).toBe('Aino V.')
})

test('F2, F8 and F9 act at once', async () => {
  const { desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{F2}{F8}{F9}')
  expect(desk.asked).toEqual([{ type: 'returns-only' }, { type: 'undo', lineIds: ['9'] }, { type: 'finish' }])
})

test('a question is answered by F10 to F12 and by touch', async () => {
  const byKey = await drawAwake(states.ask)
  await userEvent.keyboard('{F11}')
  expect(byKey.desk.asked).toEqual([{ type: 'answer', choice: 1 }])
  const byTouch = await drawAwake(states['ask-own'])
  await userEvent.click([...byTouch.root.querySelectorAll('.answers button')].at(-1)!)
  expect(byTouch.desk.asked).toEqual([{ type: 'answer', choice: 2 }])
  expect(focused()).toBe(fieldId)
})

test('a question is answered once: a key that bounces does not answer the next one', async () => {
  const { root, desk } = await drawAwake(states.ask)
  await userEvent.keyboard('{F11}{F11}{F12}')
  await userEvent.click(root.querySelector('.answers button')!)
  expect(desk.asked).toEqual([{ type: 'answer', choice: 1 }])
})

test('Enter, letters, digits and the space bar never answer a question, not even on the answer itself', async () => {
  const { root, desk } = await drawAwake(states.ask)
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
  const { desk } = await drawAwake(states.ask)
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
  await drawAwake(states.lend)
  const passed = ['F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12'].filter(key =>
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
  )
  expect(passed).toEqual([])
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
  const { desk } = await drawAwake(states.lend)
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
  const { desk } = await drawAwake(states.lend)
  await userEvent.keyboard('3001{Escape}')
  expect(field().value).toBe('')
  await userEvent.keyboard('42{Enter}')
  expect(desk.asked).toEqual([scanOf('42')])
})
