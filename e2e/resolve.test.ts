import { chromium } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import type { Loan } from '../circulation/loan.ts'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import type { VolatileState } from '../sync/protocol/messages.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const hub = new DemoHub()
const ends: (() => Promise<unknown>)[] = [() => hub.stop()]
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

const loans = async () => (await hub.get<VolatileState>('/api/register/state')).loans
const numbers = (all: readonly Loan[]) => all.map(({ barcode, patronId }) => `${barcode} ${patronId}`).sort()
const mistyped = '853N99999992'

test('a number that nobody knows is asked about, answered on the bus without a line, and carried out when it is back', async () => {
  await hub.start()
  const browser = await chromium.launch(browserLaunchOptions())
  ends.push(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  await page.goto(`${hub.desk()}&station=resolve`)
  const desk = new DeskPage(page)
  const keys = page.keyboard
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  if (await page.locator('.task').isVisible()) await keys.press('Escape')
  const before = await loans()

  // An unknown number is lent all the same, and goes home: the library system does not know it.
  await desk.scan(showCards.adult)
  expect(await desk.scan(mistyped)).toMatchObject({ shape: 'ask' })
  for (let asked = 0; asked < 2 && (await desk.verdict()).shape === 'ask'; asked++) await desk.press('F11')
  expect(await desk.verdict()).toMatchObject({ shape: 'yes' })
  await keys.press('F9')
  await desk.allSent()
  expect((await hub.outcomes('resolve', 1))[0]!.outcome).toMatchObject({ kind: 'needs-person', question: 'unknown-item' })
  await page.locator('.sort .rows', { hasText: 'Nidettä ei tunneta' }).waitFor({ timeout: 30_000 })
  expect(numbers(await loans())).toEqual(numbers(before))

  // Without a line: F6 shows why, and the right number is scanned; Enter answers nothing, F10 does.
  await hub.stop()
  await keys.press('F6')
  await page.locator('.task-details', { hasText: mistyped }).waitFor()
  const choice = page.locator('.task-details [role="option"]', { hasText: 'Korjaa niteen numero' })
  await choice.click()
  await page.locator('.task-details input').waitFor()
  await keys.type(showItems.plain)
  await keys.press('Enter')
  await page.locator('.task-details [role="status"]', { hasText: /\S/ }).waitFor()
  expect(await page.locator('.task-list, .tasks').first().textContent()).not.toContain('Vastattu')
  await keys.press('F10')
  await page.locator('.tasks .group', { hasText: 'Vastattu' }).waitFor()
  await page.locator('.task-details', { hasText: 'Lähtee, kun yhteys on' }).waitFor()
  await keys.press('Escape')

  // The line is back: the loan stands on the right item, on nothing else, and nothing is asked any more.
  await hub.start()
  await desk.allSent()
  const outcomes = await hub.outcomes('resolve', 2)
  const about = outcomes.filter(({ outcome }) => outcome.answered)
  expect(about).toMatchObject([{ outcome: { answered: { choice: 'correct-barcode', right: { barcode: showItems.plain } } } }])
  const adult = (await hub.loanOf(showItems.ownLoan))!.patronId
  expect(numbers(await loans())).toEqual([...numbers(before), `${showItems.plain} ${adult}`].sort())
  expect(await hub.loanOf(mistyped)).toBeUndefined()
  await page.locator('.sort .rows', { hasText: 'Nidettä ei tunneta' }).waitFor({ state: 'detached', timeout: 30_000 })
  const { questions } = await hub.get<{ questions: readonly unknown[] }>('/api/questions')
  expect(questions).toEqual([])
})
