import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'
import { writeSomething } from './write-something.ts'

const hub = new DemoHub()
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  await hub.start()
  browser = await chromium.launch(browserLaunchOptions())
})

afterAll(async () => {
  await browser?.close()
  await hub.stop()
})

afterEach(() => context?.close())

/** The browser's own storage quota for the desk's origin, forced down to what is in use already, and given back. */
class Quota {
  private constructor(
    private readonly cdp: CDPSession,
    private readonly origin: string,
  ) {}

  static async of(page: Page): Promise<Quota> {
    return new Quota(await page.context().newCDPSession(page), hub.url())
  }

  /** Chromium reckons for half a minute with the room that it found last: full it is once a write has failed for it. */
  async full(page: Page): Promise<void> {
    await this.cdp.send('Storage.overrideQuotaForOrigin', { origin: this.origin, quotaSize: 1 })
    await expect.poll(() => page.evaluate(writeSomething), { timeout: 60_000, interval: 1000 }).toBe('QuotaExceededError')
  }

  async roomAgain(): Promise<void> {
    await this.cdp.send('Storage.overrideQuotaForOrigin', { origin: this.origin })
  }
}

const plain = (text: string | null) => text?.replaceAll('\u00ad', '') ?? ''

/** Every line that the browser's own database holds. */
async function journalLines(page: Page, station: string): Promise<readonly string[]> {
  return page.evaluate(
    name =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open(`journal-${name}`)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const reading = opening.result.transaction('entries').objectStore('entries').getAll()
          reading.onerror = () => reject(reading.error)
          reading.onsuccess = () => {
            opening.result.close()
            resolve(reading.result.map(({ line }: { line: string }) => line))
          }
        }
      }),
    station,
  )
}

const loansOf = (lines: readonly string[], barcode: string) =>
  lines.filter(line => line.includes('"kind":"checkout"') && line.includes(barcode)).length

test('a browser without room stops the desk in words, nothing is green that is not stored, and lending goes on once there is room', async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  const page = await context.newPage()
  await page.goto(`${hub.desk()}&station=full-disk`)
  const desk = new DeskPage(page)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await desk.allSent()

  const quota = await Quota.of(page)
  await quota.full(page)
  await page.keyboard.type(showItems.plainToo)
  await page.keyboard.press('Enter')
  const red = page.locator('.red')
  await red.waitFor({ timeout: 20_000 })
  const said = plain(await red.textContent())
  expect(said).toContain('levy täynnä')
  expect(said).toContain('Järven hiljaisuus')
  expect(await page.locator('.verdict.yes').count()).toBe(0)
  const stored = await journalLines(page, 'full-disk')
  expect([loansOf(stored, showItems.plain), loansOf(stored, showItems.plainToo)]).toEqual([1, 0])

  // Tried again too early: the same words, and nothing is lent.
  await page.keyboard.press('F10')
  await page.locator('html[data-ready]').waitFor()
  await red.waitFor({ timeout: 20_000 })
  expect(await journalLines(page, 'full-disk')).toEqual(stored)

  await quota.roomAgain()
  await page.keyboard.press('F10')
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  await desk.allSent()
  const after = await journalLines(page, 'full-disk')
  expect([loansOf(after, showItems.plain), loansOf(after, showItems.plainToo)]).toEqual([1, 1])
  await expect.poll(() => hub.loanOf(showItems.plainToo), { timeout: 30_000 }).toBeDefined()
  expect(await hub.loanOf(showItems.plain)).toBeDefined()
})

test('a browser without room for the library says so before there is a desk, and opens once there is room', async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  const page = await context.newPage()
  await page.goto(`${hub.url()}/icon.svg`)
  const quota = await Quota.of(page)
  await quota.full(page)
  await page.goto(`${hub.desk()}&station=no-room`)
  const opening = page.locator('[data-opening="full"]')
  await opening.waitFor({ timeout: 30_000 })
  expect(plain(await opening.textContent())).toContain('Levy on täynnä')
  await quota.roomAgain()
  // It goes on by itself.
  await new DeskPage(page).ready()
})
