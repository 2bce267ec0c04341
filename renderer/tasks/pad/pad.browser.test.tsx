import { act } from 'react'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { TagWish, Written } from '../../../host/device-port.ts'
import { drawStill, type StillScreen, textOf } from '../../desk/still-screen.fixture.tsx'
import { states } from '../../showcase/states.ts'

await page.viewport(1280, 800)
const press = (keys: string) => act(async () => userEvent.keyboard(keys))
const asked = ({ desk }: StillScreen, type: string) => desk.asked.filter(event => event.type === type)

test('the panel says the whole of a pile, seen against counted, and what needs somebody first', async () => {
  const { root } = await drawStill(states['pad-trouble'])
  expect(textOf(root, '[data-pad-count]')).toBe('9/10')
  expect(textOf(root, '[data-pad-sum]')).toBe('Lainattu 7/10')
  const rows = [...root.querySelectorAll('[data-pad]')].map(row => textOf(row, 'small'))
  expect(rows).toEqual(['portti hälyttää, laita uudelleen', 'puuttuu 2', 'ei voi lukea'])
  expect(root.querySelectorAll('.spines i')).toHaveLength(10)
})

test('Shift F4 opens the pad; F10 tries the gate’s bit again, F11 says that it was seen to', async () => {
  const screen = await drawStill({ ...states['pad-plane'], task: undefined as never })
  await press('{Shift>}{F4}{/Shift}')
  expect(textOf(screen.root, '.task h1')).toBe('Alusta')
  await press('{F10}')
  await press('{F11}')
  expect(asked(screen, 'tag-seen')).toEqual([{ type: 'tag-seen', barcode: '30021' }])
  expect(asked(screen, 'gate-seen-to')).toEqual([{ type: 'gate-seen-to', barcode: '30021' }])
})

test('a count is typed; a scan into its field is a scan', async () => {
  const screen = await drawStill(states['pad-plane'])
  const field = screen.root.querySelector<HTMLInputElement>('.expected input')!
  await act(async () => field.select())
  await press('12{Enter}')
  expect(asked(screen, 'expect-on-pad')).toEqual([{ type: 'expect-on-pad', count: 12 }])
  await act(async () => field.select())
  await press('853N00000017{Enter}')
  expect(screen.station.screen.getState().task).toBeUndefined()
  expect(asked(screen, 'scan')).toMatchObject([{ scan: { text: '853N00000017' } }])
  expect(asked(screen, 'expect-on-pad')).toEqual([{ type: 'expect-on-pad', count: 12 }])
})

test('in what is to be sorted out the gate’s task is ticked off by F10', async () => {
  const screen = await drawStill({ ...states['pad-trouble'], task: 'tasks', about: 'auto2/e1/40' })
  expect(textOf(screen.root, '.task-details h2')).toBe('Portti hälyttää')
  await press('{F10}')
  expect(asked(screen, 'gate-seen-to')).toEqual([{ type: 'gate-seen-to', barcode: '30021' }])
})

async function writing(written: Written) {
  const screen = await drawStill(states['write-tag'])
  const wishes: (TagWish & { readonly uid: string })[] = []
  await act(async () =>
    screen.station.pad.setState({
      write: async (uid, wish) => {
        wishes.push({ uid, ...wish })
        return written
      },
    }),
  )
  return { ...screen, wishes }
}

test('a tag is written after one more question only, with what the other tags there have', async () => {
  const screen = await writing({ kind: 'written' })
  await press('{F10}')
  expect(textOf(screen.root, '.write-tag h2')).toBe('Kirjoitetaanko tarra?')
  expect(screen.wishes).toEqual([])
  await press('{F10}')
  const wish = { model: 'iso28560-3', barcode: '30027', owner: 'FI-Piki', part: 1, parts: 1 }
  expect(screen.wishes).toEqual([{ uid: 'E00401000000A0B1', ...wish }])
  expect(screen.root.querySelector('[data-written]')?.getAttribute('data-written')).toBe('written')
})

test('half written: said so', async () => {
  const screen = await writing({ kind: 'half', why: 'no-tag' })
  await press('{F10}')
  await press('{F10}')
  expect(textOf(screen.root, '[data-written] h2')).toContain('älä hyllytä')
})

test('a half-written tag that is nowhere is named, and F11 takes it off the list', async () => {
  const screen = await drawStill(states['half-tag'])
  expect(textOf(screen.root, '[data-notice="half-tags"]')).toContain('Tarra jäi kesken')
  expect(textOf(screen.root, '[data-state="half-away"]')).toContain('Sinuhe egyptiläinen')
  const forgotten: string[] = []
  await act(async () => screen.station.pad.setState({ forgetInWork: async uid => void forgotten.push(uid) }))
  await press('{Shift>}{F4}{/Shift}')
  expect(textOf(screen.root, '.task-details')).toContain('Älä hyllytä')
  await press('{F11}')
  expect(forgotten).toEqual(['E00401000000A0B2'])
})

test('an empty pad plane has the focus in its first field', async () => {
  const screen = await drawStill(states['pad-empty'])
  expect(document.activeElement).toBe(screen.root.querySelector('.expected input'))
})

test('without a number there is nothing to write', async () => {
  const screen = await writing({ kind: 'written' })
  const field = screen.root.querySelector<HTMLInputElement>('#right-field')!
  await act(async () => field.select())
  await press('{Delete}')
  await press('{F10}')
  expect(textOf(screen.root, '.write-tag h2')).toBe('')
  expect(screen.wishes).toEqual([])
})
