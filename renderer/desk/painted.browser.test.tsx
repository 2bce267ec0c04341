import { act } from 'react'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { states } from '../showcase/states.ts'
import { stressed } from '../showcase/stress.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

test('a loan is a word, a title, a name, and the day to bring it back', async () => {
  const { root } = await drawStill(states.lend)
  expect(textOf(root, '.verdict.yes h1')).toBe('Lainattu')
  expect(textOf(root, '.v-title')).toBe('Muumipappa ja meri')
  expect(textOf(root, '.v-word .who')).toBe('Aino V.')
  expect(textOf(root, '.v-fact .big')).toBe('ti 15.12.')
  expect(textOf(root, '.v-fact .tail')).toBe('auton seuraava käynti täällä')
  expect(textOf(root, '.mode')).toBe('Lainaus')
})

test('a set-aside item says whose turn by number and where it goes, never a name', async () => {
  const { root } = await drawStill(states.aside)
  expect(textOf(root, '.verdict.aside h1')).toBe('Aseta sivuun')
  expect(textOf(root, '.v-fact .big')).toBe('417')
  expect(textOf(root, '.v-fact .tail')).toBe('Säijän koulu ke 18.11., linja 5'.replace('koulu ', 'koulu'))
  expect(textOf(root, '.mode')).toBe('Palautus')
})

test('a question has its answers on F10 to F12, says how old the data is, and shows the scan that waits', async () => {
  const { root } = await drawStill(states.ask)
  expect(textOf(root, '.verdict.ask h1')).toBe('Varattu toiselle')
  expect([...root.querySelectorAll('.answers button')].map(button => button.textContent)).toEqual([
    'F10Pidä varaajalle',
    'F11Lainaa: varaus jää voimaan',
    'F12Lainaa: viedään varaajalle',
  ])
  expect(textOf(root, '.v-note')).toBe('Varauksen numero 417. Tieto 2 h vanha.')
  expect(textOf(root, '.waiting')).toBe('1 odottaa30020')
})

test('a refusal says what to do next, and its code in small print', async () => {
  const { root } = await drawStill(states.no)
  expect(textOf(root, '.verdict.no h1')).toBe('Ei lainata')
  expect(textOf(root, '.v-fact .big')).toBe('K16')
  expect(textOf(root, '.v-fact .tail')).toBe('Huoltajan lupa ei riitä. Aikuinen voi lainata itse.')
  expect(textOf(root, '.v-fact .lab small')).toBe('age-limit')
})

test('each earlier line says whether it has gone home; the one in the verdict is not said twice', async () => {
  const { root } = await drawStill(states.lend)
  const rows = [...root.querySelectorAll('.list li')].map(row => row.textContent)
  expect(rows).toHaveLength(5)
  expect(rows[0]).toBe('9.47Risto Räppääjä ja Nuudelipääti 15.12.lähettämättä')
  expect(rows[4]).toContain('perillä')
})

test('nobody served: what waits here, and the stops of the day', async () => {
  const { root } = await drawStill(states.idle)
  await act(async () => {})
  expect([...root.querySelectorAll('.board b')].map(number => number.textContent)).toEqual(['14', '4', '41'])
  expect(textOf(root, '.route .now')).toBe('9.40–10.25Sääksjärven koulu14 varausta')
  expect(textOf(root, '.route .past')).toContain('käyty')
})

test('nothing that can be recorded: one red screen that says what to do and what is safe', async () => {
  const { root } = await drawStill(states['red-stop'])
  expect(textOf(root, 'h1')).toBe('Lopeta lainaaminen')
  expect(root.querySelectorAll('ol li')).toHaveLength(3)
  expect(textOf(root, '.why')).toContain('9.47 Muumipappa ja meri')
  expect(textOf(root, 'footer p')).toContain('12 lähettämätöntä on tallessa')
  expect(root.querySelector('.desk')).toBeNull()
})

test('demo and test have a frame and a word; the desk stays where it is', async () => {
  const rectangles = (root: ParentNode) =>
    [...root.querySelectorAll('.desk > *')].map(plane => JSON.stringify(plane.getBoundingClientRect()))
  const real = await drawStill(states.lend)
  expect(real.root.querySelector('.environment')).toBeNull()
  const before = rectangles(real.root)
  await act(async () => real.desk.show({ settings: { ...states.lend.still.settings, environment: 'demo' } }))
  expect(textOf(real.root, '.environment')).toBe('Esittely, mikään ei ole oikeaa')
  expect(rectangles(real.root)).toEqual(before)
})

const drawn = ['lend', 'ask', 'ask-own', 'no', 'no-words', 'aside', 'transfer', 'returned', 'patron', 'idle'] as const

test.each(drawn)('%s: the planes keep their place and size, with the longest words too', async state => {
  const shown = await drawStill(states[state])
  const place = (root: ParentNode, selector: string) => JSON.stringify(root.querySelector(selector)?.getBoundingClientRect())
  const planes = ['.sign', '.patron', '.centre', '.band', '.verdict-place', '.list', '.side', '.keys']
  const plain = planes.map(selector => place(shown.root, selector))
  expect(shown.root.querySelector('.verdict-place')?.getBoundingClientRect().height).toBe(320)
  await act(async () => shown.desk.show(stressed(states[state]).still))
  await act(async () => {})
  expect(planes.map(selector => place(shown.root, selector))).toEqual(plain)
  expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(800)
})

test.each(drawn)('%s: nothing on the verdict runs out of its plane, in any language', async state => {
  for (const language of ['fi', 'sv', 'en'] as const) {
    const { root } = await drawStill(stressed(states[state]), { language })
    await act(async () => {})
    const plane = root.querySelector('.verdict-place')!.getBoundingClientRect()
    const out = [...root.querySelectorAll('.verdict-place :is(h1, p, strong, .tail, .lab, .who, button span)')].filter(
      element => {
        const box = element.getBoundingClientRect()
        return box.left < plane.left || box.right > plane.right + 1 || box.bottom > plane.bottom + 1
      },
    )
    expect(out.map(element => `${language}: ${element.textContent}`)).toEqual([])
    const facts = root.querySelector('.v-fact, .answers')?.getBoundingClientRect()
    const above = [...root.querySelectorAll('.v-top > *')].map(element => element.getBoundingClientRect().bottom)
    if (facts) expect(Math.max(0, ...above), language).toBeLessThanOrEqual(facts.top - 2)
  }
})
