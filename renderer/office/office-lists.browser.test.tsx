import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, open } from './draw-office.fixture.tsx'
import type { OfficeLine } from './office-line.ts'
import { stillOffice } from './still-office.fixture.ts'

await page.viewport(1280, 800)

test('[RP93] of a reading back that could compare nothing it is not said that all agrees', async () => {
  const { line } = stillOffice()
  const [report] = await line.reports()
  const nothing = { ...report!, found: 0, wrongItems: 0, byStation: {}, differences: [] }
  const reports = [
    { ...nothing, at: '2026-11-17T05:30:00Z', items: 3, unknown: 1 },
    { ...nothing, at: '2026-11-16T05:30:00Z', items: 2, unknown: 2 },
    { ...nothing, at: '2026-11-15T05:30:00Z', items: 0, unknown: 0 },
  ]
  await draw({ line: { ...line, reports: async () => reports } })
  await open('Täsmäytys')
  await expect.element(page.getByText('Kaikki on niin kuin kirjattiin.')).toBeVisible()
  expect(page.getByText('Verrattavaa ei ollut.').elements()).toHaveLength(2)
})

test('[RP93] a list that takes the library system long is not asked for again before it is there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { line } = stillOffice()
  let asked = 0
  let tell = () => {}
  const slow: OfficeLine = {
    ...line,
    async pullList() {
      asked++
      if (asked === 1)
        await new Promise<void>(resolve => {
          tell = resolve
        })
      return { ...(await line.pullList()), older: 12 }
    },
  }
  await draw({ line: slow })
  await open('Keruulista')
  await expect.poll(() => asked).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(1)
  tell()
  await expect.element(page.getByText('Vanhempia, joita ei näytetä: 12')).toBeVisible()
  await vi.advanceTimersByTimeAsync(5000)
  await expect.poll(() => asked).toBe(2)
})

test('[RP93] what was answered at the office stands among the journals, with who answered', async () => {
  const { line } = stillOffice()
  const asked: string[] = []
  const { rows } = await line.journal({ station: 'auto-1' })
  const [row] = rows
  const right = { barcode: 'HLO7' }
  const given = { choice: 'correct-barcode', right } as const
  const answer = { kind: 'answer', target: row!.id, hash: 'a', question: 'unknown-item', ...given } as const
  const outcome = { kind: 'applied', answered: { entry: 'hub.office/1-x/1', ...given } } as const
  const watched: OfficeLine = {
    ...line,
    journal: async wish => {
      asked.push(wish.station)
      return { rows: [{ ...row!, scan: { ...row!.scan!, transaction: answer }, outcome }], more: false }
    },
  }
  await draw({ line: watched })
  await open('Päiväkirjat')
  await userEvent.selectOptions(page.getByLabelText('Asema'), 'Toimisto')
  await expect.poll(() => asked).toEqual(['hub.office'])
  const cells = page.getByRole('row').filter({ hasText: 'vastaus' }).getByRole('cell')
  await expect.element(cells.nth(1)).toHaveTextContent('vastausKorjaa niteen numero HLO7')
  await expect.element(cells.nth(4)).toHaveTextContent('Vastattu: Korjaa niteen numero HLO7')
})
