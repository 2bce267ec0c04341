import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

/** A folder for pictures of each scene in every light and size; none are taken without it. */
const pictures = process.env.PYSAKKI_PICTURES

const hub = new DemoHub()
let browser: Browser
let road: BrowserContext
let bus: DeskPage
let main: DeskPage

beforeAll(async () => {
  await hub.start()
  browser = await chromium.launch(browserLaunchOptions())
  road = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  bus = await openDesk(road, 'bus-1')
  main = await openDesk(await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' }), 'main-1')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await hub.stop()
})

async function openDesk(context: BrowserContext, station: string): Promise<DeskPage> {
  const page = await context.newPage()
  await page.goto(`${hub.desk()}&station=${station}`)
  const desk = new DeskPage(page)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  if (await page.locator('.task').isVisible()) await page.keyboard.press('Escape')
  return desk
}

async function picture(name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const)
    for (const theme of ['day', 'night', 'contrast']) {
      await bus.page.setViewportSize({ width, height })
      await bus.page.evaluate(chosen => {
        document.documentElement.dataset.theme = chosen
      }, theme)
      await bus.page.waitForTimeout(150)
      await bus.page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) })
    }
  await bus.page.setViewportSize({ width: 1280, height: 800 })
  await bus.page.evaluate(() => {
    document.documentElement.dataset.theme = 'day'
  })
}

const brake = (change: object) =>
  fetch(`${hub.url()}/api/office/brake`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.token()}` },
    body: JSON.stringify({ by: showStaff[1].name, change }),
  })

test('a bus’s day without a line: lent, returned, set aside for a hold, and meanwhile the main library’s desk goes on', async () => {
  await road.setOffline(true)
  await bus.scan(showCards.adult)
  expect(await bus.scan(showItems.plain)).toMatchObject({ shape: 'yes' })
  expect(await bus.scan(showItems.plainToo)).toMatchObject({ shape: 'yes' })
  await bus.page.keyboard.press('F9')
  expect(await bus.scan(showItems.overdue)).toMatchObject({ word: expect.stringMatching(/Palautettu|Aseta sivuun/) })
  expect(await bus.scan(showItems.holdQueued)).toMatchObject({ shape: 'aside' })
  expect(await bus.scan(showItems.lentToOther)).toMatchObject({ word: expect.stringMatching(/Palautettu|Aseta sivuun/) })
  if ((await bus.scan('853N99999991')).shape === 'ask') await bus.press('F11')

  // The crate has gone to the main library: one book comes back there, another is lent on.
  await main.scan(showItems.plainToo)
  await main.scan(showCards.other)
  await main.scan(showItems.lentToOther)
  if ((await main.verdict()).shape === 'ask') await main.press('F11')
  await main.page.keyboard.press('F9')
  await main.allSent()

  await expect.poll(() => bus.link(), { timeout: 30_000 }).toMatch(/\d+ lähettämättä/)
  expect((await bus.lines()).filter(line => /lähettämättä/.test(line)).length).toBeGreaterThan(4)
  await picture('1-no-line')

  // What was put aside stands there without a line, as what the bus itself knows.
  await bus.page.keyboard.press('F6')
  const aside = bus.page.locator('.tasks [role="option"]', { hasText: showItems.holdQueued })
  expect(await aside.textContent()).toMatch(/ei vielä varmistettu.*varaus 388, Säijän koulu/)
  await bus.page.locator('.tasks [role="option"]', { hasText: '853N99999991' }).waitFor()
  await picture('1-put-aside')
  await bus.page.keyboard.press('Escape')
}, 180_000)

test('home, but the administrator has paused it: the lines say so, and nothing is lost', async () => {
  await brake({ paused: true })
  await road.setOffline(false)
  await bus.allSent()
  await bus.page.locator('.list .row', { hasText: 'tauolla' }).first().waitFor({ timeout: 60_000 })
  await bus.page.keyboard.press('F6')
  await bus.page.locator('[data-wait="paused"]').waitFor()
  await picture('2-home-and-held')
  await bus.page.keyboard.press('Escape')
}, 120_000)

test('let go, each transaction ends where it belongs: the loan is history, the newer loan stays, the question waits', async () => {
  await brake({ paused: false })
  const outcomes = await hub.outcomes('bus-1', 6)
  // The loan of the book that came back at the main library is history, and so is the return of the one that was lent on there.
  const kinds = outcomes.map(({ outcome }) => outcome.kind)
  expect(kinds.filter(kind => kind === 'history-only').length).toBeGreaterThan(0)
  const questions = outcomes.flatMap(({ outcome }) => (outcome.kind === 'needs-person' ? [outcome.question] : []))
  expect(questions).toEqual(['unknown-item'])
  expect(await hub.loanOf(showItems.plain)).toMatchObject({ barcode: showItems.plain })
  expect(await hub.loanOf(showItems.plainToo)).toBeUndefined()
  expect(await hub.loanOf(showItems.overdue)).toBeUndefined()
  await expect
    .poll(() => bus.lines().then(lines => lines.filter(line => /lähettämättä|tauolla/.test(line))), { timeout: 60_000 })
    .toEqual([])
  await picture('3-outcomes')
}, 120_000)

test('F6: the question with its choices, the book for the hold; answered, taken back, answered again, and carried out', async () => {
  await bus.page.keyboard.press('F6')
  await bus.page.locator('.task-details', { hasText: '853N99999991' }).waitFor({ timeout: 30_000 })
  await picture('4-to-sort-out')
  await bus.page.locator('.task-details [role="option"]', { hasText: 'Jätä kirjaamatta' }).click()
  await road.setOffline(true)
  await bus.page.keyboard.press('F10')
  await bus.page.locator('.tasks .group', { hasText: 'Vastattu' }).waitFor()
  await picture('5-answered')
  await bus.page.locator('.tasks [role="option"]', { hasText: '853N99999991' }).click()
  await bus.page.locator('.task-acts button', { hasText: 'Peru vastaus' }).waitFor()
  await bus.page.keyboard.press('F10')
  await bus.page.locator('.tasks .group', { hasText: 'Vastattu' }).waitFor({ state: 'detached' })
  await bus.page.locator('.tasks [role="option"]', { hasText: '853N99999991' }).click()
  await bus.page.locator('.task-details [role="option"]', { hasText: 'Jätä kirjaamatta' }).click()
  await bus.page.keyboard.press('F10')
  await bus.page.locator('.tasks .group', { hasText: 'Vastattu' }).waitFor()
  await road.setOffline(false)
  await bus.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect
    .poll(async () => (await hub.outcomes('bus-1', 6)).filter(({ outcome }) => outcome.kind === 'needs-person').length, {
      timeout: 60_000,
    })
    .toBe(0)
  await bus.page.locator('.tasks .group', { hasText: 'Vastattu' }).waitFor({ state: 'detached', timeout: 60_000 })
  await picture('6-all-home')
}, 180_000)
