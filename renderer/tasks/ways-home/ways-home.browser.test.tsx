import { act } from 'react'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { hashPin } from '../../../sync/register/pin.ts'
import type { WaysHome } from '../../../sync/station/carry/ways-home.ts'
import { drawStill, textOf } from '../../desk/still-screen.fixture.tsx'
import { states } from '../../showcase/states.ts'
import { stillHome } from '../../showcase/still-home.ts'

await page.viewport(1280, 800)

/** Ways home that note what they were asked to do. */
function noted(more: Partial<WaysHome> = {}): { readonly home: WaysHome; readonly asked: string[] } {
  const asked: string[] = []
  const still = stillHome()
  const home: WaysHome = {
    ...still,
    carryOut: async what => {
      asked.push(`carry ${what}`)
      return still.carryOut(what)
    },
    takeIn: async () => {
      asked.push('take')
      return still.takeIn()
    },
    exportKoc: async by => {
      asked.push(`koc ${by}`)
      return still.exportKoc(by)
    },
    ...more,
  }
  return { home, asked }
}

const key = (keys: string) => act(async () => userEvent.keyboard(keys))
const said = (root: HTMLElement) => textOf(root, '.task .said')

test('[CA1] by keyboard alone: Shift F6, F10 writes the day and says how many entries and until when, Esc leads back to the field', async () => {
  const { home, asked } = noted()
  const { root, station } = await drawStill(states.lend, { home })
  await key('{Shift>}{F6}{/Shift}')
  expect(station.screen.getState().task).toBe('carry-home')
  expect(textOf(root, '.carry-count')).toContain('412 tapahtumaa vain täällä')
  await key('{F10}')
  await expect.poll(() => said(root)).toMatch(/^Kirjoitettu: 412 tapahtumaa, viimeinen ti 17\.11\. 17\.58\. Tiedosto: /)
  expect(asked).toEqual(['carry unsent'])
  expect(textOf(root, '.task')).toContain('korttien ja niteiden numerot')
  await key('{Escape}')
  expect(station.screen.getState().task).toBeUndefined()
})

test('[CA5] F11 takes another station’s file, and what was refused is said in words', async () => {
  const { home, asked } = noted()
  const { root } = await drawStill(states['carry-home'], { home })
  await key('{F11}')
  await expect.poll(() => said(root)).toMatch(/^Otettu asemalta bus-2: 230 tapahtumaa/)
  expect(asked).toEqual(['take'])
})

test('[CA6] the hub’s receipt is shown as soon as it is here', async () => {
  const [first, ...rest] = stillHome().carried()
  let carried = [first!, ...rest]
  const { home } = noted({ carried: () => carried })
  const { root, desk } = await drawStill(states['carry-home'], { home })
  const row = () => textOf(root, '[data-carried="bus-2"]')
  expect(row()).toContain('odottaa verkkoa (0 keskuksessa)')
  carried = [{ ...first!, sent: 230, fresh: 228, receivedAt: '2026-11-17T15:00:00.000Z' }, ...rest]
  await act(async () => desk.show({ status: { ...desk.status() } }))
  expect(row()).toContain('Keskus sai ti 17.11. 17.00, uusia 228')
})

test.each([
  ['cut', 'päättyy kesken'],
  ['changed', 'muuttunut matkalla'],
  ['newer', 'uudemmasta ohjelmasta'],
  ['other', 'ei ole aseman päiväkirja'],
  ['own', 'oma päiväkirja'],
  ['empty', 'ei ole tapahtumia'],
] as const)('[CA5] a file that is refused as %s says so', async (why, words) => {
  const { home } = noted({ takeIn: async () => ({ kind: 'refused', why }) })
  const { root } = await drawStill(states['carry-home'], { home })
  await key('{F11}')
  await expect.poll(() => said(root)).toContain(words)
})

test('[CA1] what could not be written says why, and a place that nobody chose writes nothing', async () => {
  const ends = [{ kind: 'failed', why: 'ENOSPC' } as const, { kind: 'cancelled' } as const]
  const { home } = noted({ carryOut: async () => ends.shift()! })
  const { root } = await drawStill(states['carry-home'], { home })
  await key('{F10}')
  await expect.poll(() => said(root)).toContain('ENOSPC')
  await key('{F10}')
  await expect.poll(() => said(root)).toContain('Mitään ei kirjoitettu')
})

test('[CA10] Koha’s file is written only behind its warning and with the right PIN of a member of staff', async () => {
  const { home, asked } = noted()
  const pinned = { staffId: 's-9', name: 'Anu Aho', role: 'lead' as const, pinHash: hashPin('1234', 'ab'.repeat(16)) }
  const { still } = states['koc-exit']
  const session = { ...still.session, staff: pinned }
  const shown = { ...states['koc-exit'], still: { ...still, session, settings: { ...still.settings, staff: [pinned] } } }
  const { root } = await drawStill(shown, { home })
  for (const words of ['Paljastaa', 'väkisin', 'Häviää', 'uusintoja 5']) expect(textOf(root, '.task')).toContain(words)
  await expect.poll(() => document.activeElement?.tagName).toBe('INPUT')
  await key('9999{Enter}')
  await expect.poll(() => textOf(root, '[role=alert]')).toContain('Väärä')
  expect(asked).toEqual([])
  await key('1234{Enter}')
  await expect.poll(() => asked).toEqual(['koc s-9'])
  await expect.poll(() => said(root)).toContain('Kirjoitettu: 179 riviä')
})

test('without files of its own a desk offers no way home', async () => {
  const { station } = await drawStill(states.lend, { home: undefined })
  await key('{Shift>}{F6}{/Shift}')
  expect(station.screen.getState().task).toBe('tasks')
})
