import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

const hub = new DemoHub()
let browser: Browser
let page: Page
let desk: DeskPage

beforeAll(async () => {
  await hub.start()
  browser = await chromium.launch(browserLaunchOptions())
  const bus = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  await bus.goto(`${hub.desk()}&station=bus-1`)
  desk = new DeskPage(bus)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  if (await bus.locator('.task').isVisible()) await bus.keyboard.press('Escape')
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await hub.stop()
})

const open = (section: string) => page.getByRole('tab', { name: new RegExp(`^${section}`) }).click()
const body = () => page.locator('.office-body:not([hidden])')

test('the hub’s page against a real hub: signed in from its own list of staff, it shows the stations with their version', async () => {
  await page.goto(`${hub.url()}/office.html`)
  await page.getByLabel('Keskuksen tunnus').fill('wrong')
  await page.getByLabel('Keskuksen tunnus').press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Keskus ei tunne tätä tunnusta.' }).waitFor()
  await page.getByLabel('Keskuksen tunnus').fill(hub.token())
  await page.getByLabel('Keskuksen tunnus').press('Enter')
  await page.getByRole('button', { name: showStaff[1].name }).click()
  await desk.allSent()
  const row = body().locator('tr', { has: page.locator('th', { hasText: 'bus-1' }) })
  await row.waitFor()
  await expect.poll(() => row.textContent(), { timeout: 20_000 }).toMatch(/\d+\.\d+\.\d+/)
})

test('the brake holds a replay, the page lists what waits and previews it, and lets it go', async () => {
  const before = await hub.loanOf(showItems.plain)
  expect(before).toBeUndefined()
  await open('Jarru')
  await body().getByText('Tauko: mitään ei kirjata').click()
  await page.locator('.office-state.paused').waitFor()
  await desk.scan(showCards.adult)
  await desk.scan(showItems.plain)
  await desk.page.keyboard.press('F9')
  await desk.allSent()

  await open('Odottaa')
  const waits = body().locator('tr', { hasText: showItems.plain })
  await waits.waitFor()
  expect(await waits.textContent()).toContain('kaikki on tauolla')
  await open('Esikatselu')
  await body().getByRole('button', { name: 'Katso' }).click()
  await body().locator('tr', { hasText: showItems.plain }).getByText('kirjataan', { exact: true }).waitFor()
  expect(await hub.loanOf(showItems.plain)).toBeUndefined()

  // One station instead of all, then one kind, then nothing.
  await open('Asemat')
  await body().getByRole('button', { name: 'Tauolle bus-1' }).click()
  await open('Jarru')
  await body().getByText('Tauko: mitään ei kirjata').click()
  await page.locator('.office-state.runs').waitFor()
  await open('Odottaa')
  await waits.getByText('asema on tauolla').waitFor({ timeout: 20_000 })
  await open('Asemat')
  await body().getByRole('button', { name: 'Jatka bus-1' }).click()
  await expect.poll(() => hub.loanOf(showItems.plain), { timeout: 20_000 }).toMatchObject({ barcode: showItems.plain })
  await open('Muutokset')
  await body().getByText(`${showStaff[1].name} muutti`).first().waitFor()
})

test('a kind is paused, and what is of it waits with what would be written; let go, the book is on the pull list', async () => {
  await open('Portaat')
  const kind = body().locator('li[data-kind="catches-hold"]')
  await kind.getByText('Tauolla').click()
  await kind.locator('.pause[data-selected]').waitFor()
  // Its title has a hold in the queue: taking it back catches it.
  await desk.scan(showItems.holdQueued)
  await desk.allSent()
  await open('Odottaa')
  const waits = body().locator('tr', { hasText: showItems.holdQueued })
  await waits.getByText('tällaiset muutokset ovat tauolla').waitFor({ timeout: 20_000 })
  // What would be written is looked up after why it waits.
  await waits.getByText('varaus saa niteen').waitFor({ timeout: 20_000 })
  await open('Portaat')
  await kind.getByText('Tauolla').click()
  await open('Keruulista')
  const book = body().locator('tr', { hasText: showItems.holdQueued })
  await book.waitFor({ timeout: 20_000 })
  expect(await book.textContent()).toContain('Säijän koulu')
})

test('questions of one kind are answered at once in the name of who signed in, taken back, and answered again', async () => {
  for (const number of ['853N99999991', '853N99999983']) {
    if ((await desk.scan(number)).shape === 'ask') await desk.press('F11')
  }
  await desk.allSent()
  await open('Selvitettävää')
  const asked = body().locator('.asked li', { hasText: '853N9999' })
  await expect.poll(() => asked.count(), { timeout: 20_000 }).toBe(2)
  const answer = async () => {
    await body().getByLabel('Valitse kaikki 2').check()
    await body().getByRole('button', { name: 'Jätä kirjaamatta kaikille valituille' }).click()
    await body().getByText('2 vastausta on tallessa.').waitFor()
  }
  await answer()
  expect(await asked.first().textContent()).toContain(showStaff[1].name)
  await body().getByRole('button', { name: 'Peru 2 vastausta' }).click()
  await body().getByText('2 vastausta peruttiin.').waitFor()
  await answer()
  await expect.poll(() => asked.count(), { timeout: 40_000 }).toBe(0)
})

test('a trial run writes nothing and tells by kind what it would have', async () => {
  await open('Jarru')
  await body().getByText('Koekäyttö: kerrotaan vain').click()
  await page.locator('.office-state.shadow').waitFor()
  await desk.scan(showItems.plain)
  await desk.allSent()
  await open('Koekäyttö')
  await body().locator('tr', { hasText: showItems.plain }).waitFor({ timeout: 20_000 })
  expect(await hub.loanOf(showItems.plain)).toMatchObject({ barcode: showItems.plain })
  await open('Jarru')
  await body().getByText('Koekäyttö: kerrotaan vain').click()
  await expect.poll(() => hub.loanOf(showItems.plain), { timeout: 20_000 }).toBeUndefined()
  await open('Koekäyttö')
  await body()
    .getByText(/1\/1 kävi niin/)
    .waitFor({ timeout: 20_000 })
})

test('a station’s journal is read with each step, and exported; what was written is read back', async () => {
  await open('Päiväkirjat')
  await body().getByLabel('Asema').selectOption('bus-1')
  await body().getByLabel('Nide').fill(showItems.plain)
  await body().getByRole('button', { name: 'Etsi' }).click()
  // Until the answer is there the list still shows every item's entries.
  const loan = body().locator('tr', { hasText: 'laina' }).filter({ hasText: showItems.plain }).first()
  await loan.waitFor()
  await loan.getByRole('button', { name: /Vaiheet/ }).click()
  await body().locator('.way [data-step="sent"]').waitFor()
  expect(await body().locator('.way li').allTextContents()).toHaveLength(4)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    body().getByRole('button', { name: 'Vie tiedostoksi' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('bus-1.jsonl')
  await open('Täsmäytys')
  await body().getByRole('button', { name: 'Lue takaisin nyt' }).click()
  await body().getByText('Kaikki on niin kuin kirjattiin.').first().waitFor({ timeout: 20_000 })
})
