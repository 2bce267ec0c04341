import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { StationStatus } from '../../sync/station/desk.ts'
import { states } from '../showcase/states.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

const withStatus = (part: Partial<StationStatus>) => {
  const { idle } = states
  return drawStill({ ...idle, still: { ...idle.still, status: { ...idle.still.status, tasks: [], ...part } } })
}

test.each([
  [{ recovery: { kind: 'fork', epoch: '1-a', sequence: 4, keptAside: 2 } }, 'Tallenteet erosivat', 'lähtevät toimistolle'],
  [{ recovery: { kind: 'restored', entries: 12 } }, 'Päiväkirja palautettu', '12 tapahtumaa'],
  [{ recovery: { kind: 'completed', copy: 'file', entries: 3 } }, 'Tallenne täydennetty', '3 tapahtumaa'],
  [{ copies: { kind: 'second-missing', why: 'ENOSPC: no space left on device' } }, 'Toinen tallenne puuttuu', 'ENOSPC.'],
  [{ noRoom: true }, 'Levy on täynnä', 'Mitä on lainattu, on tallessa'],
  [{ clock: { kind: 'off', addMs: -3_600_000 } }, 'Koneen kello väärässä', 'Keskuksen kello on'],
  [{ clock: { kind: 'behind', addMs: 3_600_000 } }, 'Koneen kello väärässä', 'tarkista eräpäivät'],
] as const)('%o is told beside the desk, and in words behind F6', async (part, title, why) => {
  const { root } = await withStatus(part)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  expect(textOf(root, '.side [data-notice] b')).toBe(title)
  await userEvent.keyboard('{F6}')
  await expect.poll(() => textOf(root, '.task [data-notice]')).toContain(title)
  expect(textOf(root, '.task [data-notice]')).toContain(why)
})

test('a machine with nothing to say says nothing', async () => {
  const { root } = await withStatus({})
  expect(root.querySelector('[data-notice]')).toBeNull()
})
