import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { DeskError } from '../../sync/station/desk.ts'
import { states } from '../showcase/states.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

test('a scan that came to nothing falls to the page that says what is safe', async () => {
  const { root, desk } = await drawStill(states.lend)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  const reason = new DeskError(new Error('the database is closed'))
  Object.assign(desk, { dispatch: async () => window.dispatchEvent(rejected(reason)) })
  await userEvent.keyboard('30013{Enter}')
  await expect.poll(() => textOf(root, '.crash h1')).toBe('Ruutu kaatui')
  expect(textOf(root, '.crash [role="alert"]')).toContain('tallessa')
})

test('any other rejected promise leaves the desk alone', async () => {
  const { root } = await drawStill(states.lend)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  window.dispatchEvent(rejected(new Error('no sound')))
  await userEvent.keyboard('30')
  expect(root.querySelector('.crash')).toBeNull()
})

const rejected = (reason: Error) =>
  new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason, cancelable: true })
