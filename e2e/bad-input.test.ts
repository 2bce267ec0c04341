import { type Browser, type BrowserContext, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

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

afterEach(() => context.close())

/** A browser of its own for each test: nothing is left over from the one before. */
async function openDesk(station: string): Promise<DeskPage> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  const page = await context.newPage()
  await page.goto(`${hub.desk()}&station=${station}`)
  const desk = new DeskPage(page)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  return desk
}

test('what cannot be a number is said in words, nothing is lent by it, and the next scan goes on', async () => {
  const desk = await openDesk('odd-numbers')
  await desk.scan(showCards.adult)
  for (const [typed, said] of [
    ['   ', /tyhjä numero/],
    ['0000000000', /pelkkiä nollia/],
    ['9'.repeat(41), /liian pitkä/],
    ['9'.repeat(4000), /liian pitkä/],
    ['853N(0001)', /outo merkki/],
    ['9789510000007', /ISBN/],
  ] as const) {
    const verdict = await desk.scan(typed)
    expect([verdict.shape, verdict.big], typed.slice(0, 50)).toEqual(['no', expect.stringMatching(said)])
  }
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  // Once more by a stuttering scanner: confirmed, not recorded.
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'On jo lainattu' })
  expect(await desk.link()).toContain('Verkko')
  await desk.allSent()
})

test('a second window lends nothing and says where lending is', async () => {
  await openDesk('two-windows')
  const second = await context.newPage()
  await second.goto(`${hub.desk()}&station=two-windows`)
  const said = second.locator('[data-opening="second-window"]')
  await said.waitFor({ timeout: 20_000 })
  expect(await said.textContent()).toContain('Lainaa siinä')
  expect(await second.locator('.field').count()).toBe(0)
})

test('a hub that refuses the token is told calmly; lending goes on and nothing is lost', async () => {
  const desk = await openDesk('refused')
  const { page } = desk
  await page.evaluate(() => localStorage.setItem('pysakki.token', 'not-the-token'))
  await page.goto(`${hub.url()}/`)
  await desk.ready()
  await desk.scan(showStaff[0].badge)
  await page.waitForFunction(() => document.querySelector('.link')?.textContent?.includes('Avain ei käy'), null, {
    timeout: 20_000,
  })
  await desk.scan(showCards.other)
  expect(await desk.scan(showItems.plainChild)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await desk.link()).toContain('1 lähettämättä')
  expect(await page.locator('.red').count()).toBe(0)

  await page.goto('about:blank')
  await page.goto(hub.desk())
  await desk.ready()
  await desk.allSent()
  await expect.poll(() => hub.loanOf(showItems.plainChild), { timeout: 30_000 }).toBeDefined()
})

test('a damaged journal is told beside the desk when it opens, and lending goes on', async () => {
  const desk = await openDesk('damaged')
  const { page } = desk
  await desk.scan(showCards.adult)
  await desk.scan(showItems.overdue)
  await page.keyboard.press('F9')
  await page.goto('about:blank')
  await page.goto(`${hub.url()}/icon.svg`)
  // One line in the middle is no longer what was written.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('journal-damaged')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const change = opening.result.transaction('entries', 'readwrite')
          const entries = change.objectStore('entries')
          const reading = entries.get(3)
          reading.onsuccess = () =>
            entries.put({ ...reading.result, line: reading.result.line.replace('"wall":"2', '"wall":"3') })
          change.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          change.onerror = () => reject(change.error)
        }
      }),
  )
  await page.goto(`${hub.url()}/`)
  await desk.ready()
  const notice = page.locator('.side [data-notice="recovery-fork"]')
  await notice.waitFor({ timeout: 20_000 })
  expect((await notice.textContent())?.replaceAll('\u00ad', '')).toContain('Tallenteet erosivat')
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.filmK16)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
})
