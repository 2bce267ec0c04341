import axe from 'axe-core'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { expect, onTestFinished, test } from 'vitest'
import '../look/desk.css'
import { createTexts } from '../i18n/i18n.ts'
import { CrashPage } from './crash-page.tsx'
import { textOf } from './still-screen.fixture.tsx'

function Broken(): never {
  throw new Error('no "Aino Virtanen" 2001445566')
}

test('a crash says what is safe and offers a log without anybody in it', async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  document.documentElement.lang = 'fi'
  const root = document.body.appendChild(document.createElement('div'))
  const reactRoot = createRoot(root, { onCaughtError: () => {} })
  onTestFinished(async () => {
    await act(async () => reactRoot.unmount())
    root.remove()
  })
  await act(async () =>
    reactRoot.render(
      <I18nextProvider i18n={createTexts('fi')}>
        <CrashPage lastSafe={() => '9.47 30010'}>
          <Broken />
        </CrashPage>
      </I18nextProvider>,
    ),
  )
  expect(textOf(root, '[role="alert"]')).toBe('Kaikki vihreäksi kuitattu on tallessa. Viimeinen tapahtuma: 9.47 30010.')
  const log = decodeURIComponent(root.querySelector('a')!.href)
  expect(log).toContain('at Broken')
  expect(log).not.toContain('Aino')
  expect(log).not.toContain('2001445566')
  expect((await axe.run(document.body)).violations.map(({ id }) => id)).toEqual([])
})
