import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { writeServiceWorker } from '../commands/setup/service-worker.node.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'

/** A copy of the bundle, so that a newer one can be put in its place. */
const bundle = mkdtempSync(join(tmpdir(), 'pysakki-bundle-'))
const profile = mkdtempSync(join(tmpdir(), 'pysakki-pwa-'))
const hub = new DemoHub(['--demo', '--static', bundle])
let context: BrowserContext
/** The desk's address as somebody has it in the history: without the token. */
let address = ''

beforeAll(async () => {
  cpSync('dist/renderer', bundle, { recursive: true })
  await hub.start()
  address = `${hub.url()}/`
  context = await openBrowser()
})

afterAll(async () => {
  await context?.close()
  await hub.stop()
})

test('with the hub dead and the HTTP cache cleared the installed desk starts from the Workbox precache, lends, and sends it home later', async () => {
  const first = await open(hub.desk())
  // A worker is activated only after its whole precache has been filled.
  await first.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  await first.page.close()
  // The browser ends too: what is kept must be on disk.
  await context.close()
  await hub.stop()
  await expect(fetch(address)).rejects.toThrow()

  context = await openBrowser()
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.clearBrowserCache')
  await page.goto(address)
  const desk = new DeskPage(page)
  await desk.ready()
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  expect(await desk.scan(showItems.plain)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await desk.link()).toContain('1 lähettämättä')

  await hub.start()
  await desk.allSent()
  await expect
    .poll(() => hub.loanOf(showItems.plain), { timeout: 30_000 })
    .toMatchObject({ dueOn: expect.stringMatching(/^\d{4}-/) })
  await page.close()
})

test('Chromium finds the desk installable, and only its own files are kept', async () => {
  const { page } = await open(hub.desk())
  const cdp = await context.newCDPSession(page)
  const manifest = await cdp.send('Page.getAppManifest')
  expect({ url: manifest.url, errors: manifest.errors }).toEqual({ url: `${address}manifest.webmanifest`, errors: [] })
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])

  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async name => (await caches.open(name)).keys()))
    return { names, addresses: requests.flat().map(({ url }) => new URL(url).pathname) }
  })
  expect(kept.names).toEqual([expect.stringMatching(/^pysakki-precache-v2-/)])
  expect(kept.addresses).toContain('/index.html')
  expect(kept.addresses.filter(path => path.startsWith('/api'))).toEqual([])
  const worker = await fetch(`${address}sw.js`)
  expect(worker.headers.get('cache-control')).toBe('no-cache')
  await page.close()
})

test('a newer bundle is announced, waits while a patron is open, and comes at a touch in between', async () => {
  const desk = await open(hub.desk())
  await desk.scan(showStaff[0].badge)
  await desk.scan(showCards.adult)
  await desk.page.evaluate(() => Object.assign(window, { isTheOldPage: true }))

  const shell = join(bundle, 'index.html')
  writeFileSync(shell, readFileSync(shell, 'utf8').replace('<head>', '<head><meta name="bundle" content="newer">'))
  await writeServiceWorker(bundle)
  await desk.page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()))

  const line = desk.page.locator('.new-version')
  await line.waitFor()
  expect(await line.getByRole('button').count()).toBe(0)
  expect(await desk.scan(showItems.plainToo)).toMatchObject({ shape: 'yes', word: 'Lainattu' })
  expect(await isOldPage(desk.page)).toBe(true)

  await desk.page.keyboard.press('F9')
  await line.getByRole('button').click()
  await desk.page.locator('meta[name=bundle][content=newer]').waitFor({ state: 'attached' })
  await desk.ready()
  expect(await isOldPage(desk.page)).toBe(false)
  expect(await line.count()).toBe(0)
  await desk.page.close()
})

const isOldPage = (page: Page) => page.evaluate(() => 'isTheOldPage' in window)

function openBrowser(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...browserLaunchOptions(),
    viewport: { width: 1280, height: 800 },
    locale: 'fi-FI',
  })
}

async function open(url: string): Promise<DeskPage> {
  const page = await context.newPage()
  await page.goto(url)
  const desk = new DeskPage(page)
  await desk.ready()
  return desk
}
